import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heldOutCount, SmallestNumbers } from "../../../src/trainer/corpus/split";

describe("held-out sentences", () => {
  it.each([
    [2, 1],
    [10, 1],
    [11, 2],
    [1000, 100],
    [2000, 200],
    [9000, 200],
    [50_000, 1000],
    [1_000_000, 2000],
  ])("of %i are %i", (sentences, heldOut) => {
    expect(heldOutCount(sentences)).toBe(heldOut);
  });

  it("are found among the smallest numbers in any order", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), fc.nat(9), (numbers, rank) => {
        const smallest = new SmallestNumbers();
        for (const number of numbers) smallest.add(number);
        const sorted = [...numbers].sort((a, b) => a - b);
        const expected = rank === 0 ? Number.NEGATIVE_INFINITY : sorted[Math.min(rank, sorted.length) - 1];
        expect(smallest.nth(rank) === expected).toBe(true);
      }),
    );
    const smallest = new SmallestNumbers();
    for (let n = 50_000; n > 0; n--) smallest.add((n * 7919) % 50_021);
    const all = Array.from({ length: 50_000 }, (_, n) => ((n + 1) * 7919) % 50_021).sort((a, b) => a - b);
    expect(smallest.nth(1500)).toBe(all[1499]);
  });
});
