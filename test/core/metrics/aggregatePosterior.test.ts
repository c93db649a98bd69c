import { describe, expect, it } from "vitest";
import { type Gaussian, kl, sample } from "../../../src/core/latent/gaussian";
import { AggregatePosterior, informationLimit } from "../../../src/core/metrics/aggregatePosterior";
import { fullSetInformation } from "../../../src/core/metrics/mutualInformation";
import { seeded } from "../../../src/core/random";
import { linearGaussian } from "./linearGaussian";

function aggregateOf(posteriors: readonly Gaussian[]): AggregatePosterior {
  const aggregate = new AggregatePosterior(posteriors[0].mean.length);
  for (const posterior of posteriors) aggregate.add(posterior);
  return aggregate;
}

describe("the aggregate posterior", () => {
  it("has the moments of a mixture", () => {
    const aggregate = aggregateOf([
      { mean: Float32Array.of(1, 0), logVariance: Float32Array.of(0, Math.log(0.25)) },
      { mean: Float32Array.of(-1, 0), logVariance: Float32Array.of(Math.log(3), Math.log(0.25)) },
    ]);
    expect([...aggregate.mean]).toEqual([0, 0]);
    expect(aggregate.deviation[0]).toBeCloseTo(Math.sqrt(1 + 2), 6);
    expect(aggregate.deviation[1]).toBeCloseTo(0.5, 6);
    expect(aggregate.kl[1]).toBeCloseTo(0.5 * (0.25 - 1 - Math.log(0.25)), 6);
    expect(aggregate.activeUnits).toBe(1);
  });

  it("has the mean KL and the units of which the means vary", () => {
    const model = linearGaussian([1, 0.05, 0.3], 0.5);
    const posteriors = Array.from({ length: 300 }, (_, n) => model.posterior(model.observe(seeded(1, n))));
    const aggregate = aggregateOf(posteriors);
    // Var μ of the exact posterior is 1 − σ²: 0.89, 0.02 and 0.42 here.
    expect(aggregate.activeUnits).toBe(3);
    const average = posteriors.reduce((sum, posterior) => sum + kl(posterior), 0) / posteriors.length;
    expect(aggregate.kl.reduce((sum, each) => sum + each, 0)).toBeCloseTo(average, 9);
  });
});

describe("the limit of the mutual information", () => {
  it("is exact where the aggregate posterior is Gaussian with independent dimensions", () => {
    const model = linearGaussian([1, 0.4], 0.5);
    const posteriors = Array.from({ length: 5000 }, (_, n) => model.posterior(model.observe(seeded(2, n))));
    expect(informationLimit(aggregateOf(posteriors))).toBeCloseTo(model.information, 1);
  });

  it("is not passed by the estimate where it is not", () => {
    const posteriors = Array.from({ length: 400 }, (_, n) => {
      const side = n % 2 === 0 ? 3 : -3;
      return { mean: Float32Array.of(side, side), logVariance: new Float32Array(2) };
    });
    const draws = posteriors.map((posterior, n) => ({ posterior, z: sample(posterior, 1, seeded(3, n)) }));
    expect(fullSetInformation(draws)).toBeCloseTo(Math.LN2, 2);
    expect(informationLimit(aggregateOf(posteriors))).toBeGreaterThan(Math.LN2);
  });

  it("is nothing for one posterior for all, though free bits gave it a KL", () => {
    const posterior = { mean: Float32Array.of(0.7, -0.7), logVariance: new Float32Array(2) };
    const aggregate = aggregateOf(Array.from({ length: 50 }, () => posterior));
    expect(aggregate.kl.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0.49, 5);
    expect(informationLimit(aggregate)).toBeCloseTo(0, 6);
  });
});
