import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../../src/core/decoding/advance";
import {
  follow,
  isObliged,
  type Pattern,
  type Position,
  patternStart,
  spanText,
  tokenAfter,
} from "../../../src/core/decoding/pattern";

const EOS = 3;
const TEXTS = ["", "", "", "", "a", "b", "ab", "ba", "aab", "."];
const TOKENS = [4, 5, 6, 7, 8, 9];

/** Every way in which a run of tokens and its end fit a pattern. */
function fits(pattern: Pattern, tokens: readonly number[]): Position[] {
  let positions = [patternStart(pattern)];
  for (const [place, token] of tokens.slice(pattern.tokens.length).entries()) {
    positions = positions.flatMap((position) => [
      ...(tokenAfter(pattern, position, EOS) === token ? [follow(pattern, position)] : []),
      ...(isObliged(pattern, position) ? [] : advance(pattern, position, token, pattern.tokens.length + place)),
    ]);
  }
  const begins = pattern.tokens.every((token, place) => tokens[place] === token);
  return begins ? positions.filter((position) => tokenAfter(pattern, position, EOS) === EOS) : [];
}

function textOf(tokens: readonly number[]): string {
  return tokens.map((token) => TEXTS[token]).join("");
}

function gapPattern(texts: readonly string[], least = 1, most = 9): Pattern {
  const gaps = texts.slice(1).map(() => ({ least, most }));
  return { tokens: [], regions: [{ texts, gaps, tokens: [] }], tokenText: (token) => TEXTS[token] };
}

const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 3 });
const sentence = fc.array(fc.constantFrom(...TOKENS), { maxLength: 6 });

describe("known text around gaps", () => {
  it("is matched wherever the tokens' edges are", () => {
    fc.assert(
      fc.property(text, text, text, sentence, (before, between, after, tokens) => {
        const texts = between === "" ? [before, after] : [before, between, after];
        // A gap holds a character at least, since every token has one.
        const wanted = new RegExp(`^${texts.join("[ab.]+")}$`);
        expect(fits(gapPattern(texts), tokens).length > 0).toBe(wanted.test(textOf(tokens)));
      }),
      { numRuns: 500 },
    );
  });

  it("gives the sentence together with the spans' texts", () => {
    fc.assert(
      fc.property(text, text, text, sentence, (before, between, after, tokens) => {
        const texts = between === "" ? [before, after] : [before, between, after];
        const pattern = gapPattern(texts);
        for (const { spans } of fits(pattern, tokens)) {
          expect(spans).toHaveLength(texts.length - 1);
          const filled = spans.map((span) => spanText(pattern, span, tokens));
          expect(texts.map((known, index) => known + (filled[index] ?? "")).join("")).toBe(textOf(tokens));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("may be inside of one token with what fills the gap", () => {
    const [position] = fits(gapPattern(["a", "b"]), [8]);
    expect(position.spans).toEqual([{ from: 0, to: 1, before: 1, after: 1 }]);
    expect(fits(gapPattern(["a", "b"]), [6])).toEqual([]);
  });
});

describe("gaps", () => {
  it.each([
    [1, 1],
    [2, 3],
    [3, 3],
  ])("hold from %i to %i tokens", (least, most) => {
    const pattern: Pattern = {
      tokens: [9],
      regions: [{ texts: ["", ""], gaps: [{ least, most }], tokens: [9, 9] }],
      tokenText: (token) => TEXTS[token],
    };
    for (let length = 0; length <= 5; length++) {
      const fit = fits(pattern, [9, ...Array<number>(length).fill(4), 9, 9]);
      expect(fit.length > 0).toBe(length >= least && length <= most);
      for (const { spans } of fit) expect(spans).toEqual([{ from: 1, to: 1 + length, before: 0, after: 0 }]);
    }
  });

  it("count tokens that run over an edge", () => {
    expect(fits(gapPattern(["a", "b"], 2, 2), [7, 4])).toEqual([]);
    expect(fits(gapPattern(["a", ""], 2, 2), [6, 4])).toHaveLength(1);
    expect(fits(gapPattern(["a", ""], 1, 1), [6, 4])).toEqual([]);
  });
});
