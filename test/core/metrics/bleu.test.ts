import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bleuCounts, CorpusBleu, nearestLength, sentenceBleu } from "../../../src/core/metrics/bleu";

const split = (text: string) => text.split(" ");

// The examples of NLTK's documentation, with the values that it prints.
const FIRST = {
  hypothesis: split("It is a guide to action which ensures that the military always obeys the commands of the party"),
  references: [
    "It is a guide to action that ensures that the military will forever heed Party commands",
    "It is the guiding principle which guarantees the military forces always being under the command of the Party",
    "It is the practical guide for the army always to heed the directions of the party",
  ].map(split),
};
const SECOND = {
  hypothesis: split("he read the book because he was interested in world history"),
  references: [split("he was interested in world history because he read the book")],
};

function corpus(...pairs: readonly (typeof FIRST)[]): number {
  const bleu = new CorpusBleu();
  for (const { hypothesis, references } of pairs) bleu.add(bleuCounts(hypothesis, references));
  return bleu.value;
}

describe("BLEU", () => {
  it("agrees with NLTK over a corpus", () => {
    expect(corpus(FIRST, SECOND)).toBeCloseTo(0.5920778868801042, 12);
  });

  it("agrees with NLTK on one sentence, and needs no smoothing where all orders match", () => {
    const counts = bleuCounts(FIRST.hypothesis, FIRST.references);
    expect(sentenceBleu(counts)).toBeCloseTo(0.5045666840058485, 12);
    expect(corpus(FIRST)).toBeCloseTo(0.5045666840058485, 12);
  });

  it("clips what a reference does not have as often", () => {
    // Papineni et al. 2002, §2.1: "the" is right twice of seven times.
    const { matches, totals } = bleuCounts(split("the the the the the the the"), [split("the cat is on the mat")]);
    expect([matches[0], totals[0]]).toEqual([2, 7]);
  });

  it("is 1 for the sentence itself, 0 without a right 4-gram, and punishes brevity", () => {
    expect(corpus({ hypothesis: split("a b c d e"), references: [split("a b c d e")] })).toBe(1);
    expect(corpus({ hypothesis: split("a b c x d e f"), references: [split("a b c y d e f")] })).toBe(0);
    const short = corpus({ hypothesis: split("a b c d"), references: [split("a b c d e f")] });
    expect(short).toBeCloseTo(Math.exp(1 - 6 / 4), 12);
  });

  it("of one sentence smooths what is missing, but not a sentence without a right word", () => {
    const half = bleuCounts(split("a b c x"), [split("a b c d")]);
    expect(sentenceBleu(half)).toBeCloseTo((3 / 4) ** 0.25 * (2 / 3) ** 0.25 * (1 / 2) ** 0.25 * 0.1 ** 0.25, 12);
    expect(sentenceBleu(bleuCounts(split("x y"), [split("a b")]))).toBe(0);
    expect(sentenceBleu(bleuCounts([], [split("a b")]))).toBe(0);
  });

  it("lies in [0, 1]", () => {
    const sentence = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 });
    fc.assert(
      fc.property(sentence, fc.array(sentence, { minLength: 1, maxLength: 3 }), (hypothesis, references) => {
        for (const value of [corpus({ hypothesis, references }), sentenceBleu(bleuCounts(hypothesis, references))]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("takes the shorter of two references that are equally near", () => {
    expect(nearestLength(5, [7, 3, 9])).toBe(3);
    expect(nearestLength(5, [6, 3])).toBe(6);
  });
});
