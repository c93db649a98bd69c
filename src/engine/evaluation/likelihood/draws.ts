/** K draws of z from a sentence's posterior, and the part of their importance weights that needs no decoder. */
import { type Gaussian, logDensity, standardGaussian } from "../../../core/latent/gaussian";
import { stackRows } from "../../../core/latent/stack";
import { importanceWeightedNll } from "../../../core/metrics/importanceWeighted";
import { fillNormal, type Random } from "../../../core/random";

export interface Draws {
  /** [rows, latent] */
  readonly latents: Float32Array;
  readonly rows: number;
  /** ln p(z) − ln q(z|x) of each row. */
  readonly logRatios: Float64Array;
}

/** ln p(z) */
export type LogPrior = (z: Float32Array) => number;

export function standardNormal(dimension: number): LogPrior {
  const prior = standardGaussian(dimension);
  return (z) => logDensity(prior, z);
}

export function drawPosterior(posterior: Gaussian, rows: number, logPrior: LogPrior, random: Random): Draws {
  const { mean, logVariance } = posterior;
  const L = mean.length;
  const deviation = logVariance.map((value) => Math.exp(value / 2));
  const latents = fillNormal(new Float32Array(rows * L), random).map(
    (noise, index) => mean[index % L] + deviation[index % L] * noise,
  );
  const logRatios = Float64Array.from({ length: rows }, (_, row) => {
    const z = latents.subarray(row * L, (row + 1) * L);
    return logPrior(z) - logDensity(posterior, z);
  });
  return { latents, rows, logRatios };
}

/** Some of the draws, in the order of `chosen`. */
export function selectDraws({ latents, rows, logRatios }: Draws, chosen: readonly number[]): Draws {
  const width = latents.length / rows;
  return {
    latents: stackRows(chosen.map((row) => latents.subarray(row * width, (row + 1) * width))),
    rows: chosen.length,
    logRatios: Float64Array.from(chosen, (row) => logRatios[row]),
  };
}

export function firstDraws(draws: Draws, count: number): Draws {
  return selectDraws(draws, [...Array(Math.min(draws.rows, count)).keys()]);
}

/** Nats. */
export interface Estimate {
  /** −ln p(x), importance-weighted over the draws. */
  readonly nll: number;
  /** The mean of ln q(z|x) − ln p(z) − ln p(x|z) over the draws: the negative bound, never below `nll`. */
  readonly bound: number;
  /** The mean of −ln p(x|z) over the draws. */
  readonly reconstruction: number;
}

/** `logLikelihoods`: ln p(x|z) of each draw. */
export function estimateFrom({ rows, logRatios }: Draws, logLikelihoods: Float64Array): Estimate {
  const logWeights = logLikelihoods.map((logLikelihood, row) => logLikelihood + logRatios[row]);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / rows;
  return {
    nll: importanceWeightedNll(logWeights),
    bound: -mean(logWeights),
    reconstruction: -mean(logLikelihoods),
  };
}
