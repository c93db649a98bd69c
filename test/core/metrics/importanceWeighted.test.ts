import { describe, expect, it } from "vitest";
import { type Gaussian, kl, sample } from "../../../src/core/latent/gaussian";
import { importanceWeightedNll, logWeight } from "../../../src/core/metrics/importanceWeighted";
import { seeded } from "../../../src/core/random";
import { linearGaussian } from "./linearGaussian";

const MODEL = linearGaussian([1, 0.6], 0.7);
const SENTENCES = 200;

describe("the importance-weighted estimate on a linear-Gaussian model", () => {
  const data = Array.from({ length: SENTENCES }, (_, n) => MODEL.observe(seeded(1, "x", n)));
  const truth = -mean(data.map(MODEL.logEvidence));
  /** Too wide and beside the exact posterior. */
  const inexact = (x: Float32Array): Gaussian => {
    const { mean: centre, logVariance } = MODEL.posterior(x);
    return { mean: centre.map((value) => value + 0.3), logVariance: logVariance.map((value) => value + 0.8) };
  };
  const estimate = (samples: number) =>
    mean(data.map((x, n) => importanceWeightedNll(logWeights(x, inexact(x), samples, seeded(2, samples, n)))));

  it("is exact with one draw of the exact posterior", () => {
    for (const x of data) {
      const [one] = logWeights(x, MODEL.posterior(x), 1, seeded(3));
      expect(one).toBeCloseTo(MODEL.logEvidence(x), 4);
    }
  });

  it("with one draw is the negative bound, above the truth by KL(q ‖ p(z|x))", () => {
    const reconstruction = mean(
      data.flatMap((x, n) =>
        Array.from({ length: 50 }, (_, k) => -MODEL.logLikelihood(x, sample(inexact(x), 1, seeded(4, n, k)))),
      ),
    );
    const bound = reconstruction + mean(data.map((x) => kl(inexact(x))));
    const ones = data.flatMap((x, n) =>
      Array.from({ length: 50 }, (_, k) => importanceWeightedNll(logWeights(x, inexact(x), 1, seeded(4, n, k)))),
    );
    expect(mean(ones)).toBeCloseTo(bound, 1);
    expect(mean(ones) - truth).toBeCloseTo(mean(data.map((x) => divergence(inexact(x), MODEL.posterior(x)))), 1);
  });

  it("falls with the number of draws, to the truth", () => {
    const estimates = [1, 4, 16, 1000].map(estimate);
    expect([...estimates].sort((a, b) => b - a)).toEqual(estimates);
    expect(estimates[0] - truth).toBeGreaterThan(0.3);
    expect(estimates[3]).toBeCloseTo(truth, 2);
  });
});

function logWeights(
  x: Float32Array,
  posterior: Gaussian,
  samples: number,
  random: ReturnType<typeof seeded>,
): number[] {
  return Array.from({ length: samples }, () => {
    const z = sample(posterior, 1, random);
    return logWeight(MODEL.logLikelihood(x, z), posterior, z);
  });
}

/** KL between two Gaussians with independent dimensions. */
function divergence(q: Gaussian, p: Gaussian): number {
  return q.mean.reduce((sum, mu, d) => {
    const ratio = q.logVariance[d] - p.logVariance[d];
    return sum + 0.5 * (Math.exp(ratio) - 1 - ratio + (mu - p.mean[d]) ** 2 / Math.exp(p.logVariance[d]));
  }, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
