// @vitest-environment jsdom
import fc from "fast-check";
import { expect, test } from "vitest";
import { clip, continued, sentence, visible } from "../../../webview/lib/text";

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
  const element = continued(`${"word ".repeat(100)}end.`, "word ".repeat(100));
  expect(element.textContent).toMatch(/^…( word)+ end\.$/);
  expect(element.textContent?.length).toBeLessThan(140);
});
