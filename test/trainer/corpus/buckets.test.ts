import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, chooseBuckets } from "../../../src/trainer/corpus/buckets";

/** Positions with padding, if every sentence goes into the first bucket that holds it. */
function padded(histogram: readonly number[], buckets: readonly number[]): number {
  return histogram.reduce((sum, count, time) => sum + (count > 0 ? count * buckets[bucketOf(buckets, time)] : 0), 0);
}

/** The fewest positions over all choices of at most `count` ends. */
function bruteForce(histogram: readonly number[], count: number): number {
  const lengths = histogram.map((_, time) => time).filter((time) => histogram[time] > 0);
  const choices = Array.from({ length: 2 ** lengths.length }, (_, bits) => lengths.filter((_, i) => (bits >> i) & 1));
  const valid = choices.filter((ends) => ends.length <= count && ends.at(-1) === lengths.at(-1));
  return Math.min(...valid.map((ends) => padded(histogram, ends)));
}

describe("chooseBuckets", () => {
  it("pads as little as the best of all choices", () => {
    const histogram = fc
      .array(fc.nat(20), { minLength: 1, maxLength: 10 })
      .filter((counts) => counts.some((n) => n > 0));
    fc.assert(
      fc.property(histogram, fc.integer({ min: 1, max: 5 }), (counts, count) => {
        const buckets = chooseBuckets(counts, count);
        expect(buckets.length).toBeLessThanOrEqual(count);
        expect(buckets).toEqual([...new Set(buckets)].sort((a, b) => a - b));
        expect(padded(counts, buckets)).toBe(bruteForce(counts, count));
      }),
    );
  });

  it("leaves longer sentences out of account, and has no bucket without a sentence", () => {
    expect(chooseBuckets([0, 0, 5, 1, 0, 9], 8, 4)).toEqual([2, 3]);
    expect(chooseBuckets([0, 0])).toEqual([]);
  });
});
