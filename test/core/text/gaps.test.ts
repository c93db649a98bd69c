import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fillingsOf, hasGap, knownParts, withoutGapMarks } from "../../../src/core/text/gaps";
import { splitAtGaps } from "../../../src/engine/explorer/gaps";

describe("the known parts", () => {
  it.each([
    ["I ___ to the store.", ["I ", " to the store."]],
    ["___ to the ____.", ["", " to the ", "."]],
    [" ___ ___ and so on ___ ", ["", " and so on ", ""]],
    ["un___able", ["un", "able"]],
    ["a \\___ and ___", ["a ___ and ", ""]],
    ["I would like to ", ["I would like to ", ""]],
    ["no \\____ gap", ["no ____ gap", ""]],
    ["___", ["", ""]],
  ])("of %j", (text, expected) => expect(knownParts(text)).toEqual(expected));

  test("are those that the engine finds", () => {
    const text = fc.string({ unit: fc.constantFrom("___", "_", "a", " ", "\\", "\n"), maxLength: 20 });
    fc.assert(
      fc.property(text, (sentence) => {
        fc.pre(hasGap(sentence) && knownParts(sentence).some((part) => part !== ""));
        expect(knownParts(sentence)).toEqual(splitAtGaps(sentence));
      }),
    );
  });

  test("of underscores that are no gap", () => {
    expect(hasGap(withoutGapMarks("a ___ and ____"))).toBe(false);
    expect(knownParts(withoutGapMarks("a ___ and ____"))).toEqual(["a ___ and ____", ""]);
  });
});

describe("what fills the gaps", () => {
  it("is what was found, with a space where a word could not go on", () => {
    expect(fillingsOf("I went to it.", ["I ", " to ", "."], ["went", "it"])).toEqual(["went", "it"]);
    expect(fillingsOf("we were able to", ["we ", "able ", ""], ["were", "to"])).toEqual(["were ", "to"]);
  });

  it("is nothing of another sentence", () => {
    expect(fillingsOf("I went to it.", ["You ", "."], ["went"])).toBeUndefined();
    expect(fillingsOf("I went.", ["I ", " ", "."], ["went"])).toBeUndefined();
  });
});
