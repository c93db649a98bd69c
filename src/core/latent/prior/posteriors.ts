/** The posteriors q(z|x_n) of many sentences, of which the aggregate posterior q(z) = 1/N Σ_n q(z|x_n) is made. */
import { type Random, shuffle } from "../../random";
import type { Gaussian } from "../gaussian";

export interface Posteriors {
  readonly count: number;
  readonly dimension: number;
  /** [count, dimension] */
  readonly means: Float64Array;
  /** [count, dimension] σ² */
  readonly variances: Float64Array;
}

export function stackPosteriors(posteriors: readonly Gaussian[], dimension: number): Posteriors {
  const means = new Float64Array(posteriors.length * dimension);
  const variances = new Float64Array(means.length);
  for (const [n, { mean, logVariance }] of posteriors.entries()) {
    means.set(mean, n * dimension);
    variances.set(logVariance.map(Math.exp), n * dimension);
  }
  return { count: posteriors.length, dimension, means, variances };
}

/** The rows of the posteriors, in the order of `rows`. */
export function selectPosteriors({ dimension: d, means, variances }: Posteriors, rows: ArrayLike<number>): Posteriors {
  const take = (values: Float64Array) => {
    const taken = new Float64Array(rows.length * d);
    for (let n = 0; n < rows.length; n++) taken.set(values.subarray(rows[n] * d, (rows[n] + 1) * d), n * d);
    return taken;
  };
  return { count: rows.length, dimension: d, means: take(means), variances: take(variances) };
}

/** `held` of the posteriors at random, and at most `most` of the others. */
export function splitPosteriors(
  posteriors: Posteriors,
  held: number,
  most: number,
  random: Random,
): readonly [kept: Posteriors, held: Posteriors] {
  const order = Uint32Array.from({ length: posteriors.count }, (_, n) => n);
  shuffle(order, random);
  return [
    selectPosteriors(posteriors, order.subarray(held, held + most)),
    selectPosteriors(posteriors, order.subarray(0, held)),
  ];
}

/** The first `count` posteriors, without a copy. */
export function firstPosteriors({ dimension, means, variances }: Posteriors, count: number): Posteriors {
  const numbers = count * dimension;
  return { count, dimension, means: means.subarray(0, numbers), variances: variances.subarray(0, numbers) };
}
