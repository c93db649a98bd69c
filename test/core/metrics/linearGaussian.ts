/**
 * A model with everything known in closed form: p(z) = N(0, I), p(x|z) = N(W z, s² I) where the columns of W are
 * orthogonal, so that the exact posterior is a Gaussian with independent dimensions.
 */
import type { Gaussian } from "../../../src/core/latent/gaussian";
import { fillNormal, type Random } from "../../../src/core/random";

export interface LinearGaussian {
  readonly latent: number;
  readonly observed: number;
  /** I(x; z), and the mean KL of the exact posterior to the prior, which is the same. */
  readonly information: number;
  observe(random: Random): Float32Array;
  posterior(x: Float32Array): Gaussian;
  logLikelihood(x: Float32Array, z: Float32Array): number;
  /** ln p(x). */
  logEvidence(x: Float32Array): number;
}

/** Column d of W has `lengths[d]` at rows 2d and −`lengths[d]` at 2d + 1. */
export function linearGaussian(lengths: readonly number[], deviation: number): LinearGaussian {
  const latent = lengths.length;
  const observed = 2 * latent;
  const noise = deviation ** 2;
  const weight = (row: number, d: number) => (row >> 1 === d ? (row % 2 === 0 ? lengths[d] : -lengths[d]) : 0);
  const precisions = lengths.map((length) => 1 + (2 * length ** 2) / noise);
  const mean = (z: ArrayLike<number>) =>
    Float64Array.from({ length: observed }, (_, row) =>
      lengths.reduce((sum, _length, d) => sum + weight(row, d) * z[d], 0),
    );
  return {
    latent,
    observed,
    information: precisions.reduce((sum, precision) => sum + 0.5 * Math.log(precision), 0),
    observe(random) {
      const centre = mean(fillNormal(new Float32Array(latent), random));
      return Float32Array.from(centre, (value) => value + deviation * random.normal());
    },
    posterior: (x) => ({
      mean: Float32Array.from(lengths, (length, d) => (length * (x[2 * d] - x[2 * d + 1])) / noise / precisions[d]),
      logVariance: Float32Array.from(precisions, (precision) => -Math.log(precision)),
    }),
    logLikelihood(x, z) {
      const centre = mean(z);
      return x.reduce((sum, value, row) => sum + logNormal(value - centre[row], noise), 0);
    },
    // x has covariance W Wᵀ + s² I: on each pair of rows, eigenvalue s² + 2 length² along (1, −1) and s² along (1, 1).
    logEvidence: (x) =>
      lengths.reduce((sum, length, d) => {
        const along = (x[2 * d] - x[2 * d + 1]) / Math.SQRT2;
        const across = (x[2 * d] + x[2 * d + 1]) / Math.SQRT2;
        return sum + logNormal(along, noise + 2 * length ** 2) + logNormal(across, noise);
      }, 0),
  };
}

function logNormal(difference: number, variance: number): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + difference ** 2 / variance);
}
