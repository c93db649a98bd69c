// @vitest-environment jsdom
import fc from "fast-check";
import { expect, test } from "vitest";
import { clip, filledIn, sentence, visible } from "../../../webview/lib/text";

test("control characters are seen, line breaks are spaces", () => {
  expect(visible("a\u0000b\u001b[31m\u007f\r\nc\td\u0085\u202ee")).toBe("a␀b␛[31m␡ c d��e");
});

test("clipping keeps within the limit and cuts no pair", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 20 }), (text, limit) => {
      const clipped = clip(text, limit);
      expect(clipped.length).toBeLessThanOrEqual(limit);
      if (text.length <= limit) expect(clipped).toBe(text);
      else expect(clipped).toMatch(/^(?:[^\ud800-\udfff]|[\ud800-\udbff][\udc00-\udfff])*…$/);
    }),
  );
});

test("a sentence is text alone, whatever it holds", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const element = sentence(after, before);
      expect(Array.from(element.querySelectorAll("*"), ({ localName }) => localName)).not.toContain("img");
      if (after.trim() !== "") expect(element.textContent).toBe(visible(after));
    }),
  );
});

test("a sentence that has hardly a word of the one before is not marked", () => {
  expect(sentence("they left .", "she closed the old door .").querySelector("mark")).toBeNull();
  expect(sentence("she closed the new door .", "she closed the old door .").querySelector("mark")?.textContent).toBe(
    "new",
  );
});

test("of a long beginning the last words are shown before the ending", () => {
  const beginning = "word ".repeat(100);
  const element = filledIn(`${beginning}end.`, [beginning, ""], ["end."]);
  expect(element.textContent).toMatch(/^…( word)+ end\.$/);
  expect(element.textContent?.length).toBeLessThan(140);
});

test("the known parts of a filled sentence stand back", () => {
  const element = filledIn("I walked to the store.", ["I ", " to the ", "."], ["walked", "store"]);
  expect(Array.from(element.querySelectorAll(".given"), ({ textContent }) => textContent)).toEqual([
    "I ",
    " to the ",
    ".",
  ]);
  expect(element.textContent).toBe("I walked to the store.");
  expect(filledIn("Something else.", ["I ", "."], ["am"]).querySelector(".given")).toBeNull();
});
