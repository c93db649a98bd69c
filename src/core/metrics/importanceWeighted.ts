/**
 * The importance-weighted estimate of −ln p(x) from K draws z_k ~ q(z|x) with log-weights
 * ln p(x|z_k) + ln p(z_k) − ln q(z_k|x). Burda, Grosse and Salakhutdinov 2015, *Importance Weighted Autoencoders*, eq. 8.
 *
 * In expectation it lies above −ln p(x) and never rises with K; K = 1 is the negative evidence lower bound.
 */
import { type Gaussian, logDensity, standardGaussian } from "../latent/gaussian";
import { LogMeanExp } from "./logMeanExp";

/** −ln (1/K Σ_k exp w_k), nats. */
export function importanceWeightedNll(logWeights: Iterable<number>): number {
  const mean = new LogMeanExp();
  for (const logWeight of logWeights) mean.add(logWeight);
  return -mean.value;
}

/** ln p(x|z) + ln p(z) − ln q(z|x) of one draw, under the standard normal prior. */
export function logWeight(logLikelihood: number, posterior: Gaussian, z: Float32Array): number {
  return logLikelihood + logDensity(standardGaussian(z.length), z) - logDensity(posterior, z);
}
