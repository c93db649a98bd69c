/**
 * The M-step: the mixture that is most probable given the components' summed statistics.
 *
 * Weights and covariances have conjugate priors (Dirichlet 2, and an inverse Wishart of `strength` pseudo-sentences with the
 * covariance of the whole), so that a component of few sentences stays broad; Fraley and Raftery 2007, *Bayesian
 * Regularization for Normal Mixture Estimation*.
 */
import { HomotopyError } from "../../errors";
import { moments, precisionOf } from "./exponentialFamily";
import type { Component, GaussianMixture } from "./mixture";
import { cholesky, logDeterminant } from "./triangular";

export interface Regulariser {
  /** [d, d] */
  readonly covariance: Float64Array;
  /** Pseudo-sentences. */
  readonly strength: number;
}

/** `statistics`: Σ_n r_nk E_q[φ] of each component. */
export function maximise(statistics: readonly Float64Array[], d: number, regulariser: Regulariser): GaussianMixture {
  const sentences = statistics.reduce((sum, [count]) => sum + count, 0);
  return {
    dimension: d,
    components: statistics.map((own) => component(own, d, sentences + statistics.length, regulariser)),
  };
}

/** ln of the priors' densities at a mixture, less what is constant: with it the objective of EM never falls. */
export function logPriorOf(
  { dimension: d, components }: GaussianMixture,
  { covariance, strength }: Regulariser,
): number {
  let sum = 0;
  for (const { weight, factor } of components) {
    // tr(Σ⁻¹ S) of two symmetric matrices is the sum of their products.
    const trace = precisionOf(factor, d).reduce((total, value, index) => total + value * covariance[index], 0);
    sum += Math.log(weight) - strength * (logDeterminant(factor, d) + 0.5 * trace);
  }
  return sum;
}

function component(
  statistics: Float64Array,
  d: number,
  total: number,
  { covariance: whole, strength }: Regulariser,
): Component {
  const [count] = statistics;
  const weight = (count + 1) / total;
  // A component that nothing belongs to is left at the origin, broad and light.
  if (count === 0) return { weight, mean: new Float64Array(d), factor: requireFactor(whole, d) };
  const { mean, covariance } = moments(statistics, d);
  const blended = covariance.map((value, index) => (count * value + strength * whole[index]) / (count + strength));
  return { weight, mean, factor: requireFactor(blended, d) };
}

function requireFactor(covariance: Float64Array, d: number): Float64Array {
  const factor = cholesky(covariance, d);
  if (factor) return factor;
  const what = "The posteriors lie in a part of the latent space without volume";
  throw new HomotopyError("bad-input", what, "prior", "use the standard normal prior, or fit to more sentences");
}
