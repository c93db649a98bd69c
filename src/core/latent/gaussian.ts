/**
 * Diagonal Gaussians: the posterior q(z|x) = N(μ, diag σ²) and the prior p(z) = N(0, I) of the sentence VAE.
 *
 * Kingma and Welling 2013, *Auto-Encoding Variational Bayes*, §2.4 (reparameterisation) and appendix B (the KL in closed
 * form). Natural logarithms throughout, so every result is in nats.
 */
import { fillNormal, type Random } from "../random";

/** N(μ, diag exp(logVariance)); both arrays are [latent]. */
export interface Gaussian {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** N(0, I). */
export function standardGaussian(dimension: number): Gaussian {
  return { mean: new Float32Array(dimension), logVariance: new Float32Array(dimension) };
}

/** z = μ + spread · σ ⊙ ε with ε ~ N(0, I); a spread of 0 gives the mean, 1 the distribution itself. */
export function sample({ mean, logVariance }: Gaussian, spread: number, random: Random): Float32Array {
  const noise = fillNormal(new Float32Array(mean.length), random);
  return noise.map((epsilon, d) => mean[d] + spread * Math.exp(logVariance[d] / 2) * epsilon);
}

/** KL(q ‖ N(0, I)) of each dimension: ½ (μ² + σ² − 1 − ln σ²), [latent]. */
export function klPerDimension({ mean, logVariance }: Gaussian): Float64Array {
  return Float64Array.from(mean, (mu, d) => 0.5 * (mu * mu + Math.expm1(logVariance[d]) - logVariance[d]));
}

/** KL(q ‖ N(0, I)), summed over the dimensions. */
export function kl(gaussian: Gaussian): number {
  return klPerDimension(gaussian).reduce((sum, nats) => sum + nats, 0);
}

/** ln q(z). */
export function logDensity({ mean, logVariance }: Gaussian, z: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < mean.length; d++) {
    const difference = z[d] - mean[d];
    sum += LOG_TWO_PI + logVariance[d] + (difference * difference) / Math.exp(logVariance[d]);
  }
  return -0.5 * sum;
}

/** Euclidean distance between two points. */
export function distance(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, value, d) => sum + (value - b[d]) ** 2, 0));
}
