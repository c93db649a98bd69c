/**
 * A Gaussian mixture over the latent space, ln p(z) = ln Σ_k π_k N(z; m_k, L_k L_kᵀ): the family of the learned prior.
 * Full covariances, because what makes a point of the latent space a sentence is how its dimensions go together.
 */
import type { Random } from "../../random";
import { invertLower, logDeterminant, squaredNorm, timesLower } from "./triangular";

export interface GaussianMixture {
  readonly dimension: number;
  readonly components: readonly Component[];
}

export interface Component {
  /** π, above 0; those of a mixture add up to 1. */
  readonly weight: number;
  /** [d] */
  readonly mean: Float64Array;
  /** [d, d] lower triangle L of the covariance L Lᵀ, row-major. */
  readonly factor: Float64Array;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** ln p(z) of any number of points [d]: the factors are inverted once. */
export function mixtureDensity({ dimension: d, components }: GaussianMixture): (z: ArrayLike<number>) => number {
  const prepared = components.map(({ weight, mean, factor }) => ({
    mean,
    inverse: invertLower(factor, d),
    constant: Math.log(weight) - logDeterminant(factor, d) - 0.5 * d * LOG_TWO_PI,
  }));
  const difference = new Float64Array(d);
  return (z) => {
    const terms = prepared.map(({ mean, inverse, constant }) => {
      for (let i = 0; i < d; i++) difference[i] = z[i] - mean[i];
      return constant - 0.5 * squaredNorm(inverse, difference, d);
    });
    return logSumExp(terms);
  };
}

/** z ~ the mixture, [d]; `spread` scales the deviation from the component's mean: 1 is the mixture itself. */
export function sampleMixture(mixture: GaussianMixture, random: Random, spread = 1): Float32Array {
  const { dimension: d, components } = mixture;
  const { mean, factor } = pick(components, random);
  const noise = Float64Array.from({ length: d }, () => random.normal());
  const deviation = timesLower(factor, noise, d);
  return Float32Array.from(mean, (value, i) => value + spread * deviation[i]);
}

/** ln Σ exp, without overflow. */
export function logSumExp(values: ArrayLike<number>): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index++) if (values[index] > most) most = values[index];
  if (!Number.isFinite(most)) return most;
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += Math.exp(values[index] - most);
  return most + Math.log(sum);
}

function pick(components: readonly Component[], random: Random): Component {
  let left = random.uniform();
  for (const component of components) {
    left -= component.weight;
    if (left < 0) return component;
  }
  return components[components.length - 1];
}
