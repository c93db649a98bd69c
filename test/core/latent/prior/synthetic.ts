/** Posteriors whose aggregate is known: means drawn from a mixture, and one variance for all. */
import { type GaussianMixture, sampleMixture } from "../../../../src/core/latent/prior/mixture";
import type { Posteriors } from "../../../../src/core/latent/prior/posteriors";
import { seeded } from "../../../../src/core/random";

export const VARIANCE = 0.04;

/** Three components of two dimensions, apart from each other. */
export const THREE: GaussianMixture = {
  dimension: 2,
  components: [
    { weight: 0.5, mean: Float64Array.of(0, 0), factor: Float64Array.of(0.5, 0, 0.4, 0.3) },
    { weight: 0.3, mean: Float64Array.of(4, 1), factor: Float64Array.of(0.4, 0, 0, 0.8) },
    { weight: 0.2, mean: Float64Array.of(-3, 3), factor: Float64Array.of(0.3, 0, -0.5, 0.6) },
  ],
};

export function posteriorsFrom(mixture: GaussianMixture, count: number, seed: number): Posteriors {
  const { dimension } = mixture;
  const means = new Float64Array(count * dimension);
  for (let n = 0; n < count; n++) means.set(sampleMixture(mixture, seeded(seed, n)), n * dimension);
  return { count, dimension, means, variances: new Float64Array(count * dimension).fill(VARIANCE) };
}
