import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { leastChange, verbatim } from "../../../../src/core/text/cursor/verbatim";

describe("a sentence in its source", () => {
  it("is found round the place, over line breaks", () => {
    const source = "She came home. And so\n  she came home.";
    expect(verbatim(source, "She came home.", 3)).toEqual({ start: 0, end: 14 });
    expect(verbatim(source, "And so she came home.", 30)).toEqual({ start: 15, end: source.length });
  });

  it("is none elsewhere, or between markup", () => {
    expect(verbatim("She came home. It rained.", "She came home.", 20)).toBeUndefined();
    expect(verbatim("She *came* home.", "She came home.", 3)).toBeUndefined();
    expect(verbatim("(a+b) is it?", "(a+b) is it?", 0)).toEqual({ start: 0, end: 12 });
  });
});

describe("the least change", () => {
  it("leaves line breaks beside it as they are", () => {
    expect(leastChange("She opened\nthe old\ndoor.", "She opened the new door.")).toEqual({
      start: 15,
      end: 18,
      text: "new",
    });
    expect(leastChange("She came.", "She came.")).toEqual({ start: 9, end: 9, text: "" });
  });

  test("makes the one out of the other", () => {
    const text = fc.array(fc.constantFrom("a", "b", "👩", " ", "c"), { maxLength: 12 }).map((words) => words.join(""));
    const plain = (value: string) => value.replace(/\s+/g, " ");
    fc.assert(
      fc.property(text, text, (source, wanted) => {
        const change = leastChange(source, wanted);
        const changed = source.slice(0, change.start) + change.text + source.slice(change.end);
        expect(plain(changed)).toBe(plain(wanted));
      }),
    );
  });
});
