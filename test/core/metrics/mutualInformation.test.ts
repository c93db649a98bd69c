import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logDensity, sample } from "../../../src/core/latent/gaussian";
import {
  fullSetInformation,
  type PosteriorDraw,
  WithinBatchInformation,
} from "../../../src/core/metrics/mutualInformation";
import { seeded } from "../../../src/core/random";
import { linearGaussian } from "./linearGaussian";

function draws(count: number, latent: number, seed: number, spread = 1): PosteriorDraw[] {
  return Array.from({ length: count }, (_, n) => {
    const random = seeded(seed, n);
    const posterior = {
      mean: Float32Array.from({ length: latent }, () => spread * random.normal()),
      logVariance: Float32Array.from({ length: latent }, () => -1 + 0.5 * random.normal()),
    };
    return { posterior, z: sample(posterior, 1, random) };
  });
}

/** The formula, as it stands. */
function slowReference(set: readonly PosteriorDraw[]): number {
  const terms = set.map(({ posterior, z }) => {
    const aggregate = set.reduce((sum, other) => sum + Math.exp(logDensity(other.posterior, z)), 0) / set.length;
    return logDensity(posterior, z) - Math.log(aggregate);
  });
  return terms.reduce((sum, term) => sum + term, 0) / set.length;
}

function withinBatch(set: readonly PosteriorDraw[], size?: number): WithinBatchInformation {
  const information = new WithinBatchInformation(size);
  for (const draw of set) information.add(draw);
  return information;
}

describe("mutual information", () => {
  it("over the full set equals the slow reference, whatever the number of sentences", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 23 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(1000),
        (count, latent, seed) => {
          const set = draws(count, latent, seed);
          expect(fullSetInformation(set)).toBeCloseTo(slowReference(set), 6);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("within batches is the average over batches, each by its size", () => {
    const set = draws(10, 3, 1);
    const parts = [set.slice(0, 4), set.slice(4, 8), set.slice(8)];
    const average = parts.reduce((sum, part) => sum + part.length * slowReference(part), 0) / set.length;
    expect(withinBatch(set, 4).value).toBeCloseTo(average, 6);
  });

  it("nears its ceilings where every sentence has a place of its own, and never passes them", () => {
    const set = draws(200, 8, 2, 50);
    const within = withinBatch(set);
    expect(fullSetInformation(set)).toBeCloseTo(Math.log(200), 6);
    expect(fullSetInformation(set)).toBeLessThanOrEqual(Math.log(200) + 1e-9);
    expect(within.ceiling).toBe(Math.log(32));
    expect(within.value).toBeLessThanOrEqual(within.ceiling + 1e-9);
    expect(within.value).toBeGreaterThan(0.98 * within.ceiling);
  });

  it("is nothing where the posterior is the same for every sentence, whatever its KL", () => {
    const [{ posterior }] = draws(1, 4, 3, 5);
    const set = Array.from({ length: 100 }, (_, n) => ({ posterior, z: sample(posterior, 1, seeded(4, n)) }));
    expect(fullSetInformation(set)).toBeCloseTo(0, 9);
    expect(withinBatch(set).value).toBeCloseTo(0, 9);
  });

  it("is that of a linear-Gaussian model", () => {
    const model = linearGaussian([0.9, 0.5], 0.6);
    const set = Array.from({ length: 2000 }, (_, n) => {
      const random = seeded(5, n);
      const posterior = model.posterior(model.observe(random));
      return { posterior, z: sample(posterior, 1, random) };
    });
    expect(model.information).toBeGreaterThan(1);
    expect(Math.abs(fullSetInformation(set) - model.information)).toBeLessThan(0.05);
    // Few sentences stand for the aggregate posterior: the estimate is low.
    expect(withinBatch(set).value).toBeLessThan(model.information);
  });
});
