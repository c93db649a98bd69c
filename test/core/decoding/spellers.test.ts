import fc from "fast-check";
import { expect, it } from "vitest";
import { advance } from "../../../src/core/decoding/advance";
import { type Pattern, type Position, patternStart } from "../../../src/core/decoding/pattern";
import { Spellers } from "../../../src/core/decoding/spellers";

const letters = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 3 });

function patternFor(spelt: string, texts: readonly string[]): Pattern {
  return {
    tokens: [],
    regions: [{ texts: [spelt, ""], gaps: [{ least: 0, most: 9 }], tokens: [] }],
    tokenText: (token) => texts[token],
  };
}

it("passes over no token that fits, and only such as fit nowhere", () => {
  fc.assert(
    fc.property(letters, fc.array(letters, { minLength: 1, maxLength: 8 }), fc.nat(2), (spelt, texts, offset) => {
      const pattern = patternFor(spelt, texts);
      const position: Position = { ...patternStart(pattern), offset: Math.min(offset, Math.max(0, spelt.length - 1)) };
      const fitting = new Spellers(pattern, texts.length).at(position);
      const advancing = texts.map((_, token) => (advance(pattern, position, token, 0).length > 0 ? 1 : 0));
      expect([...(fitting ?? advancing)]).toEqual(advancing);
      expect(fitting === undefined).toBe(spelt === "");
    }),
  );
});

it("has nothing to say in a gap, after one, or where all is spelt", () => {
  const pattern = patternFor("ab", ["a", "b"]);
  const spellers = new Spellers(pattern, 2);
  expect(spellers.at({ region: 0, element: 1, offset: 0, spans: [] })).toBeUndefined();
  expect(spellers.at({ region: 0, element: 0, offset: 2, spans: [] })).toBeUndefined();
  expect(spellers.at({ region: 0, element: 3, offset: 0, spans: [] })).toBeUndefined();
});
