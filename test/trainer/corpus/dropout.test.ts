import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { dropoutMask, dropoutMasks } from "../../../src/trainer/corpus/dropout";

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

describe("dropoutMasks", () => {
  const widths = { encoder: 5, decoder: 5, features: 3 };
  const draw = (rates: Parameters<typeof dropoutMasks>[2]) =>
    dropoutMasks({ rows: 4, time: 6 }, widths, rates, seeded(1));

  it("drops the encoder's embeddings at a rate of their own", () => {
    const { encoderInput, decoderInput, output } = draw({ decoder: 0.5, encoder: 0, locked: false });
    expect([...encoderInput]).toEqual(new Array(120).fill(1));
    expect([decoderInput.length, output.length]).toEqual([120, 72]);
    expect(decoderInput.includes(0) && output.includes(0)).toBe(true);
  });

  it("keeps a locked mask through all positions", () => {
    const { decoderInput } = draw({ decoder: 0.5, encoder: 0, locked: true });
    const first = decoderInput.slice(0, 20);
    expect(first.includes(0)).toBe(true);
    for (let t = 1; t < 6; t++) expect(decoderInput.slice(20 * t, 20 * (t + 1))).toEqual(first);
  });
});
