/**
 * Gradient steps on one sentence's bound, from the posterior that the encoder gave it (Kim et al. 2018, *Semi-Amortized
 * Variational Autoencoders*, §3; stochastic variational inference, Hoffman et al. 2013). With λ = (μ, ln σ²), z = μ + σ ⊙ ε,
 * the KL weight β and h = ∇z [ln p(x|z) + β (ln p(z) − ln q(z))],
 *
 *   ∇μ = E[h]    and    ∇ln σ² = ½ E[h ⊙ σ ⊙ ε],   where ∇z ln p(z) = −z and ∇z ln q(z) = −ε / σ.
 *
 * That is the path derivative of Roeder et al. 2017, *Sticking the Landing*: unbiased as the one with the KL's gradient in
 * closed form is, and at β = 1 without noise where q is the true posterior.
 */
import { throwIfCancelled } from "../errors";
import { fillNormal, type Random, seeded } from "../random";
import { Adam } from "./adam";
import type { Gaussian } from "./gaussian";

/** ln p(x|z) of a sentence at rows of latents, and its gradient by z. */
export interface Likelihood {
  /** [rows] nats */
  readonly logProbability: Float32Array;
  /** [rows, latent] */
  readonly gradient: Float32Array;
}

/** `latents` is [rows, latent]. */
export type LikelihoodAt = (latents: Float32Array, rows: number) => Promise<Likelihood>;

export interface AscentOptions {
  readonly steps: number;
  /** Draws of z that a step's gradient is the mean over. */
  readonly draws: number;
  /** Adam's step size at the first step; it falls to 0 along a line. */
  readonly learningRate: number;
  /** β, of the bound that the steps go up on. */
  readonly klWeight: number;
  readonly seed: number;
}

/** The posterior after each step. */
export async function* ascent(
  posterior: Gaussian,
  likelihoodAt: LikelihoodAt,
  { steps, draws, learningRate, klWeight, seed }: AscentOptions,
  signal?: AbortSignal,
): AsyncGenerator<Gaussian> {
  const dimension = posterior.mean.length;
  const parameters = Float64Array.from([...posterior.mean, ...posterior.logVariance]); // λ
  const adam = new Adam(parameters.length);
  let q = posterior;
  for (let step = 1; step <= steps; step++) {
    throwIfCancelled(signal, "refinement");
    const noise = mirroredNoise(draws, dimension, seeded(seed, "refinement", step));
    const latents = reparameterised(q, noise);
    const { gradient } = await likelihoodAt(latents, draws);
    const slopes = boundGradient(q, { noise, latents, gradient }, klWeight);
    adam.ascend(parameters, slopes, learningRate * (1 - (step - 1) / steps));
    q = gaussianOf(parameters);
    yield q;
  }
}

/** z = μ + σ ⊙ ε, row by row. */
export function reparameterised({ mean, logVariance }: Gaussian, noise: Float32Array): Float32Array {
  const sigma = logVariance.map((value) => Math.exp(value / 2));
  return noise.map((epsilon, index) => {
    const d = index % mean.length;
    return mean[d] + sigma[d] * epsilon;
  });
}

/** Draws of a step, [draws, latent] each: ε, the z that it leads to, and ∇z ln p(x|z) there. */
interface Draws {
  readonly noise: Float32Array;
  readonly latents: Float32Array;
  readonly gradient: Float32Array;
}

/** ∇λ of the bound, [2 · latent]. */
function boundGradient({ mean, logVariance }: Gaussian, draws: Draws, klWeight: number): Float64Array {
  const { noise, latents, gradient } = draws;
  const dimension = mean.length;
  const rows = noise.length / dimension;
  const result = new Float64Array(2 * dimension);
  gradient.forEach((likelihood, index) => {
    const d = index % dimension;
    const sigma = Math.exp(logVariance[d] / 2);
    const slope = likelihood + klWeight * (noise[index] / sigma - latents[index]); // h
    result[d] += slope / rows;
    result[dimension + d] += (slope * sigma * noise[index]) / (2 * rows);
  });
  return result;
}

/** Every second draw mirrors the one before it: what is linear in ε then cancels from the gradient. [draws, dimension] */
function mirroredNoise(draws: number, dimension: number, random: Random): Float32Array {
  const noise = new Float32Array(draws * dimension);
  for (let draw = 0; draw < draws; draw++) {
    const row = noise.subarray(draw * dimension, (draw + 1) * dimension);
    if (draw % 2 === 0) fillNormal(row, random);
    else row.set(noise.subarray((draw - 1) * dimension, draw * dimension).map((epsilon) => -epsilon));
  }
  return noise;
}

function gaussianOf(parameters: Float64Array): Gaussian {
  const dimension = parameters.length / 2;
  return {
    mean: Float32Array.from(parameters.subarray(0, dimension)),
    logVariance: Float32Array.from(parameters.subarray(dimension)),
  };
}
