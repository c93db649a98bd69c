/** Refinement against a model whose posterior is known, and the bound with it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LikelihoodAt } from "../../../src/core/latent/ascent";
import { type RefinementOptions, refinePosterior } from "../../../src/core/latent/refinement";
import { best, EVIDENCE, GAP, linearGaussian, START } from "./linearGaussian";

const OPTIONS: RefinementOptions = { steps: 400, draws: 4, learningRate: 0.1, boundDraws: 2000, seed: 1 };

describe("on a linear Gaussian model", () => {
  it("refines any posterior to the exact one, and gains what the bound had lost", async () => {
    const { refined, before, after, gain, gainError, steps } = await refinePosterior(START, linearGaussian, OPTIONS);
    best(1).forEach(({ mean, variance }, d) => {
      expect(refined.mean[d]).toBeCloseTo(mean, 3);
      expect(refined.logVariance[d]).toBeCloseTo(Math.log(variance), 3);
    });
    expect(steps).toBeGreaterThan(0);
    expect(Math.abs(before.bound - EVIDENCE - GAP)).toBeLessThan(4 * before.standardError);
    expect(Math.abs(after.bound - EVIDENCE)).toBeLessThan(4 * after.standardError);
    expect(Math.abs(gain - GAP)).toBeLessThan(4 * gainError);
    expect(gainError).toBeLessThan(GAP / 20);
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
