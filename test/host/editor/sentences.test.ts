import { describe, expect, it } from "vitest";
import { endsOf } from "../../../src/host/editor/sentences";

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
