import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { dropoutMask } from "../../../src/trainer/corpus/dropout";

const mask = (length: number, rate: number, seed = 1): Float32Array => dropoutMask(length, rate, seeded(seed));

describe("dropoutMask", () => {
  it.each([0, 0.1, 0.5, 0.95])("zeroes %d of the values and keeps the mean at one", (rate) => {
    const values = mask(200_001, rate);
    const zeros = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(zeros - rate)).toBeLessThan(0.005);
    expect(new Set(values).has(Math.fround(1 / (1 - rate)))).toBe(true);
  });

  it("draws each value for itself", () => {
    const zero = [...mask(100_000, 0.5)].map((value) => Number(value === 0));
    for (const lag of [1, 2, 3, 16, 64]) {
      const together = zero.reduce((sum, x, index) => sum + x * (zero[index + lag] ?? 0), 0) / zero.length;
      expect(Math.abs(together - 0.25)).toBeLessThan(0.01);
    }
  });

  it("is the same for a seed and another one for another", () => {
    expect(mask(999, 0.3)).toEqual(mask(999, 0.3));
    expect(mask(999, 0.3, 2)).not.toEqual(mask(999, 0.3));
  });
});
