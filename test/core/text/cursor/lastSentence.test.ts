import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastSentence } from "../../../../src/core/text/cursor/lastSentence";

describe("the sentence that is being written", () => {
  it.each([
    ["In the morning we", "In the morning we"],
    ["In the morning we ", "In the morning we "],
    ["It rained. In the   morning\r\nwe\t", "In the morning we "],
    ["It rained. ", ""],
    ["It rained.", "It rained."],
    ["He met Mr. ", "He met Mr. "],
    ["", ""],
    ["  ", ""],
  ])("of %j is %j", (text, expected) => {
    expect(lastSentence(text)).toBe(expected);
  });

  it("is never longer than the text, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        expect(lastSentence(text).length).toBeLessThanOrEqual(text.normalize("NFC").length + 1);
      }),
    );
  });
});
