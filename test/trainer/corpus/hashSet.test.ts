import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HashSet } from "../../../src/trainer/corpus/hashSet";
import { hashFraction, hashSentence } from "../../../src/trainer/corpus/sentenceHash";

describe("HashSet", () => {
  it("knows what it holds, as a Set does, while it grows", () => {
    const word = fc.constantFrom(0, 1, 2, 64, 4294967295, 65536);
    fc.assert(
      fc.property(fc.array(fc.record({ high: word, low: word })), (hashes) => {
        const set = new HashSet(2);
        const seen = new Set<string>();
        for (const hash of hashes) {
          // The one pair of hashes that it takes for the same.
          const key = hash.high === 0 && hash.low === 0 ? "1,0" : `${hash.high},${hash.low}`;
          expect(set.add(hash)).toBe(!seen.has(key));
          seen.add(key);
        }
      }),
    );
  });

  it("forgets new entries when it may not grow, and keeps the old ones", () => {
    const set = new HashSet(4, 4);
    const added = Array.from({ length: 9 }, (_, low) => set.add({ high: 7, low }));
    expect(added.every(Boolean)).toBe(true);
    expect(Array.from({ length: 9 }, (_, low) => set.add({ high: 7, low })).filter((fresh) => !fresh)).toHaveLength(3);
  });
});

describe("hashSentence", () => {
  const hashes = Array.from({ length: 40_000 }, (_, n) => hashSentence(`Sentence ${n}.`));

  it("tells sentences apart", () => {
    expect(new Set(hashes.map(({ high, low }) => `${high},${low}`)).size).toBe(hashes.length);
    // Of 4096 bins about a quarter of one stays empty.
    expect(new Set(hashes.map(({ low }) => low % 4096)).size).toBeGreaterThan(4090);
  });

  it("gives fractions that are uniform, and other ones for another seed", () => {
    const below = (seed: number): number[] =>
      hashes.map((hash) => hashFraction(hash, seed)).map((x) => (x < 0.25 ? 1 : 0));
    const [one, two] = [below(1), below(2)];
    const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(mean(one)).toBeCloseTo(0.25, 1.5);
    expect(mean(one.map((x, i) => x * two[i]))).toBeCloseTo(0.0625, 1.5);
  });
});
