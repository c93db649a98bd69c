/**
 * Refinement against models whose posterior is known: x = a ⊙ z + b + s·noise with z ~ N(0, I) has the diagonal posterior
 * N(v a (x − b) / s², v), v = 1 / (1 + a²/s²), and the gap of a bound is KL(q ‖ posterior).
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Gaussian } from "../../../src/core/latent/gaussian";
import { type LikelihoodAt, type RefinementOptions, refinePosterior } from "../../../src/core/latent/refinement";

const FACTORS = [2, -0.5, 0.1, 1];
const OFFSETS = [0, 1, -1, 0.3];
const OBSERVED = [1.5, -0.2, 2, 0.3];
const NOISE = 0.6;
const START: Gaussian = {
  mean: Float32Array.of(-0.3, 0.4, 0.5, 1),
  logVariance: Float32Array.of(0, -1, 0.5, -2),
};
const OPTIONS: RefinementOptions = { steps: 400, draws: 4, learningRate: 0.1, boundDraws: 2000, seed: 1 };

/** ln N(x; a ⊙ z + b, s²) and its gradient by z. */
const linearGaussian: LikelihoodAt = async (latents, rows) => {
  const residual = (index: number) => {
    const d = index % FACTORS.length;
    return OBSERVED[d] - FACTORS[d] * latents[index] - OFFSETS[d];
  };
  const logProbability = new Float32Array(rows);
  latents.forEach((_, index) => {
    logProbability[Math.floor(index / FACTORS.length)] += logNormal(residual(index), 0, NOISE ** 2);
  });
  const gradient = latents.map((_, index) => (FACTORS[index % FACTORS.length] * residual(index)) / NOISE ** 2);
  return { logProbability, gradient };
};

function logNormal(x: number, mean: number, variance: number): number {
  return -((x - mean) ** 2 / variance + Math.log(2 * Math.PI * variance)) / 2;
}

const exact = FACTORS.map((a, d) => {
  const variance = 1 / (1 + a ** 2 / NOISE ** 2);
  return { mean: (variance * a * (OBSERVED[d] - OFFSETS[d])) / NOISE ** 2, variance };
});
/** −ln p(x) */
const evidence = -FACTORS.reduce((sum, a, d) => sum + logNormal(OBSERVED[d], OFFSETS[d], a ** 2 + NOISE ** 2), 0);
/** KL(q ‖ posterior) */
const gap = exact.reduce((sum, { mean, variance }, d) => {
  const [mu, v] = [START.mean[d], Math.exp(START.logVariance[d])];
  return sum + (v / variance + (mu - mean) ** 2 / variance - 1 - Math.log(v / variance)) / 2;
}, 0);

describe("on a linear Gaussian model", () => {
  it("refines any posterior to the exact one, and gains what the bound had lost", async () => {
    const { refined, before, after, gain, gainError, steps } = await refinePosterior(START, linearGaussian, OPTIONS);
    exact.forEach(({ mean, variance }, d) => {
      expect(refined.mean[d]).toBeCloseTo(mean, 3);
      expect(refined.logVariance[d]).toBeCloseTo(Math.log(variance), 3);
    });
    expect(steps).toBeGreaterThan(0);
    expect(Math.abs(before.bound - evidence - gap)).toBeLessThan(4 * before.standardError);
    expect(Math.abs(after.bound - evidence)).toBeLessThan(4 * after.standardError);
    expect(Math.abs(gain - gap)).toBeLessThan(4 * gainError);
    expect(gainError).toBeLessThan(gap / 20);
  });
});

describe("refinement", () => {
  const short = { ...OPTIONS, steps: 15, boundDraws: 16 };

  it("never makes the bound worse, whatever the steps do to it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.integer({ min: 0, max: 99 }),
        async (learningRate, seed) => {
          const options = { ...short, learningRate, seed };
          const { gain, before, after, refined, steps } = await refinePosterior(START, linearGaussian, options);
          expect(gain).toBeGreaterThanOrEqual(0);
          expect(gain).toBe(before.bound - after.bound);
          if (steps === 0) expect(refined).toEqual(START);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("gives the same from the same seed, and without steps what it was given", async () => {
    const first = await refinePosterior(START, linearGaussian, short);
    expect(await refinePosterior(START, linearGaussian, short)).toEqual(first);
    expect(await refinePosterior(START, linearGaussian, { ...short, seed: 2 })).not.toEqual(first);
    const none = await refinePosterior(START, linearGaussian, { ...short, steps: 0 });
    expect(none).toMatchObject({ refined: START, steps: 0, gain: 0, gainError: 0 });
    expect(none.after).toEqual(none.before);
  });

  it("stops between two steps when it is cancelled", async () => {
    const controller = new AbortController();
    let calls = 0;
    const stopping: LikelihoodAt = (latents, rows) => {
      if (++calls === 3) controller.abort();
      return linearGaussian(latents, rows);
    };
    await expect(refinePosterior(START, stopping, short, controller.signal)).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(calls).toBe(3);
  });
});
