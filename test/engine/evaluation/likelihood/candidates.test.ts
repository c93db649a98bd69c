import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../../src/core/random";
import { drawCandidates } from "../../../../src/engine/evaluation/likelihood/candidates";

const RUNS = 20_000;

describe("candidates", () => {
  it("are drawn with the chances that they are said to have", () => {
    const probabilities = Float32Array.of(0.4, 0.02, 0, 0.18, 0.1, 0.05, 0.25);
    const count = 4;
    const drawn = new Float64Array(probabilities.length);
    const chances = new Float64Array(probabilities.length);
    const random = seeded(1, "candidates");
    for (let run = 0; run < RUNS; run++) {
      const found = drawCandidates(probabilities, count, random);
      found.tokens.forEach((token, place) => {
        drawn[token] += 1 / RUNS;
        chances[token] = Math.exp(found.logChances[place]);
      });
    }
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(count, 6);
    drawn.forEach((share, token) => {
      expect(Math.abs(share - chances[token])).toBeLessThan(0.015);
    });
    expect([drawn[0], drawn[6], drawn[2]]).toEqual([expect.closeTo(1, 9), expect.closeTo(1, 9), 0]);
  });

  const sizes = fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 5, maxLength: 60 });

  it("are as many as asked for, each once, and give the sum of their own probabilities without error", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 5 }), fc.nat(), (sizes, count, seed) => {
        const probabilities = Float32Array.from(sizes);
        const { tokens, logChances } = drawCandidates(probabilities, count, seeded(seed, "candidates"));
        expect(new Set(tokens).size).toBe(count);
        const estimate = tokens.reduce((sum, token, m) => sum + probabilities[token] * Math.exp(-logChances[m]), 0);
        const sum = probabilities.reduce((a, b) => a + b, 0);
        expect(Math.abs(estimate - sum)).toBeLessThan(1e-6 * sum);
      }),
    );
  });

  it("estimate another sum without bias", () => {
    const probabilities = Float32Array.from({ length: 50 }, (_, token) => 1 / (token + 1));
    const values = probabilities.map((probability, token) => probability * (1 + Math.sin(token)));
    const random = seeded(2, "candidates");
    let mean = 0;
    for (let run = 0; run < RUNS; run++) {
      const { tokens, logChances } = drawCandidates(probabilities, 12, random);
      mean += tokens.reduce((sum, token, m) => sum + values[token] * Math.exp(-logChances[m]), 0) / RUNS;
    }
    const sum = values.reduce((a, b) => a + b, 0);
    expect(Math.abs(mean - sum)).toBeLessThan(0.005 * sum);
  });

  it("always hold a token of infinite probability", () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (sizes, place, seed) => {
        const probabilities = Float32Array.from(sizes);
        const wanted = place % sizes.length;
        probabilities[wanted] = Number.POSITIVE_INFINITY;
        const { tokens, logChances } = drawCandidates(probabilities, 3, seeded(seed, "candidates"));
        expect(logChances[tokens.indexOf(wanted)]).toBe(0);
      }),
    );
  });

  it("are all tokens where there are no more, and fill up without weight", () => {
    const { tokens, logChances } = drawCandidates(Float32Array.of(0.5, 0, 0.5), 5, seeded(3, "candidates"));
    expect([...tokens]).toEqual([0, 2, 2, 2, 2]);
    expect([...logChances]).toEqual([0, 0, ...Array(3).fill(Number.POSITIVE_INFINITY)]);
  });
});
