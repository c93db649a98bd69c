import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitAtGaps } from "../../../src/engine/explorer/gaps";
import { endsInWord, firstWords, wordsIn } from "../../../src/engine/explorer/words";

describe("gaps in a text", () => {
  it.each([
    ["I ___ to the store.", ["I ", " to the store."]],
    ["___ was late", ["", " was late"]],
    ["She was  ____", ["She was ", ""]],
    ["un___able", ["un", "able"]],
    ["___ and ___", ["", " and ", ""]],
    ["a ___ ___ b", ["a ", " b"]],
    ["press \\___ here ___", ["press ___ here ", ""]],
    ["snake__case ___", ["snake__case ", ""]],
  ])("%j", (text, known) => {
    expect(splitAtGaps(text)).toEqual(known);
  });

  it.each(["no gap", "", "\\___", "a __ b"])("are missing in %j", (text) => {
    expect(() => splitAtGaps(text)).toThrow(expect.objectContaining({ code: "bad-input", where: "text" }));
  });

  it("are not all there is", () => {
    expect(() => splitAtGaps(" ___ ")).toThrow(/nothing but a gap/);
  });

  it("leave the known parts as they are", () => {
    const part = fc.stringMatching(/^[a-z.,]{1,8}( [a-z.,]{1,8})?$/);
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), (parts) => {
        expect(splitAtGaps(parts.join("___"))).toEqual(parts);
        expect(splitAtGaps(parts.join(" ____ ")).map((known) => known.trim())).toEqual(parts);
      }),
    );
  });
});

describe("words of a gap", () => {
  it.each([
    ["door handle", false, 2],
    [" door handle", false, 2],
    ["n door handle", true, 2],
    [" door.", true, 1],
    ["", false, 0],
  ])("%j, after a word: %j", (text, inWord, count) => {
    expect(wordsIn(text, inWord)).toBe(count);
  });

  it("are cut to the first so many", () => {
    const text = fc.stringMatching(/^ ?[a-z.]{1,4}( [a-z.]{1,4}){0,4}$/);
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 5 }), fc.boolean(), (whole, most, inWord) => {
        const kept = firstWords(whole, most, inWord);
        expect(whole.startsWith(kept)).toBe(true);
        expect(wordsIn(kept, inWord)).toBe(Math.min(most, wordsIn(whole, inWord)));
      }),
    );
  });

  it("may go on with a word before them, but not with punctuation", () => {
    expect(["the", "l’été", "9", "the ", "Yes,", ""].map(endsInWord)).toEqual([true, true, true, false, false, false]);
  });
});
