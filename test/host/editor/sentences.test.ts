import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endsOf, lastSentence } from "../../../src/host/editor/sentences";

describe("the ends of a path", () => {
  it.each([
    ["two selections", ["One sentence. And more.", "Another one."], ["One sentence.", "Another one."]],
    ["two lines", ["one without a stop\n\nanother without a stop\n"], ["one without a stop", "another without a stop"]],
    ["two lines of Windows", ["First.\r\nSecond."], ["First.", "Second."]],
    ["two sentences on a line", ["The first. The second."], ["The first.", "The second."]],
    ["one sentence", ["Only one."], ["Only one."]],
    ["three sentences", ["One. Two. Three."], ["One."]],
    ["nothing", [], []],
    ["white space", [" \n "], []],
    ["from right to left, with emoji", ["مرحبا بالعالم.\n👋🏽 שלום."], ["مرحبا بالعالم.", "👋🏽 שלום."]],
  ])("of %s", (_, texts, expected) => {
    expect(endsOf(texts)).toEqual(expected);
  });
});

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
