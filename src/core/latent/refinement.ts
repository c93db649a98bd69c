/**
 * Semi-amortised refinement of one sentence's posterior (Kim et al. 2018, *Semi-Amortized Variational Autoencoders*, §3;
 * stochastic variational inference, Hoffman et al. 2013): what the encoder gave is where gradient steps on this sentence's
 * own evidence lower bound begin. With λ = (μ, ln σ²), z = μ + σ ⊙ ε and h = ∇z [ln p(x|z) + ln p(z) − ln q(z)],
 *
 *   ∇μ = E[h]    and    ∇ln σ² = ½ E[h ⊙ σ ⊙ ε],   where ∇z ln p(z) = −z and ∇z ln q(z) = −ε / σ.
 *
 * That is the path derivative of Roeder et al. 2017, *Sticking the Landing*: unbiased as the one with the KL's gradient in
 * closed form is, and without noise where q is the true posterior. The bound itself has its KL in closed form.
 */
import { throwIfCancelled } from "../errors";
import { fillNormal, type Random, seeded } from "../random";
import { Adam } from "./adam";
import { type Gaussian, kl } from "./gaussian";

/** ln p(x|z) of a sentence at rows of latents, and its gradient by z. */
export interface Likelihood {
  /** [rows] nats */
  readonly logProbability: Float32Array;
  /** [rows, latent] */
  readonly gradient: Float32Array;
}

/** `latents` is [rows, latent]. */
export type LikelihoodAt = (latents: Float32Array, rows: number) => Promise<Likelihood>;

export interface RefinementOptions {
  readonly steps: number;
  /** Draws of z that a step's gradient is the mean over. */
  readonly draws: number;
  /** Adam's step size at the first step; it falls to 0 along a line. */
  readonly learningRate: number;
  /** Draws that bounds are estimated with: the same before and after, and others than the steps'. */
  readonly boundDraws: number;
  readonly seed: number;
}

/** An estimate of a negative bound in nats: reconstruction + kl. */
export interface BoundEstimate {
  readonly bound: number;
  /** Of the bound, hence of the reconstruction: the KL is exact. */
  readonly standardError: number;
  readonly reconstruction: number;
  readonly kl: number;
}

export interface Refinement {
  readonly refined: Gaussian;
  /** Steps that lead to `refined`: fewer than were made if the bound was better before, 0 if nothing was better than q. */
  readonly steps: number;
  readonly before: BoundEstimate;
  readonly after: BoundEstimate;
  /** before − after, nats, never below 0, and the standard error of this difference over the common draws. */
  readonly gain: number;
  readonly gainError: number;
}

/** Steps between two looks at the bound. */
const LOOK_EVERY = 10;

/** A posterior with its bound at every one of the common draws. */
interface Candidate {
  readonly posterior: Gaussian;
  readonly step: number;
  readonly kl: number;
  /** −ln p(x|z), [boundDraws] */
  readonly reconstructions: Float64Array;
}

/** Refines `posterior` and keeps the best of what was looked at, the start included: the bound never gets worse. */
export async function refinePosterior(
  posterior: Gaussian,
  likelihoodAt: LikelihoodAt,
  options: RefinementOptions,
  signal?: AbortSignal,
): Promise<Refinement> {
  const { steps, draws, learningRate, boundDraws, seed } = options;
  const dimension = posterior.mean.length;
  const common = fillNormal(new Float32Array(boundDraws * dimension), seeded(seed, "refinement bound"));
  const parameters = Float64Array.from([...posterior.mean, ...posterior.logVariance]); // λ
  const adam = new Adam(parameters.length);

  const look = async (step: number): Promise<Candidate> => {
    const candidate = gaussianOf(parameters);
    const { logProbability } = await likelihoodAt(reparameterised(candidate, common), boundDraws);
    const reconstructions = Float64Array.from(logProbability, (nats) => -nats);
    return { posterior: candidate, step, kl: kl(candidate), reconstructions };
  };

  throwIfCancelled(signal, "sharpening");
  const start = await look(0);
  let best = start;
  for (let step = 1; step <= steps; step++) {
    throwIfCancelled(signal, "sharpening");
    const noise = mirroredNoise(draws, dimension, seeded(seed, "refinement", step));
    const q = gaussianOf(parameters);
    const latents = reparameterised(q, noise);
    const { gradient } = await likelihoodAt(latents, draws);
    adam.ascend(parameters, boundGradient(q, noise, latents, gradient), learningRate * (1 - (step - 1) / steps));
    if (step % LOOK_EVERY !== 0 && step !== steps) continue;
    throwIfCancelled(signal, "sharpening");
    const candidate = await look(step);
    if (estimate(candidate).bound < estimate(best).bound) best = candidate;
  }
  return comparison(start, best);
}

/** ∇λ of the bound, [2 · latent], from `gradients` of ln p(x|z) at the latents that the noise leads to, [draws, latent]. */
function boundGradient(
  { mean, logVariance }: Gaussian,
  noise: Float32Array,
  latents: Float32Array,
  gradients: Float32Array,
): Float64Array {
  const dimension = mean.length;
  const draws = noise.length / dimension;
  const result = new Float64Array(2 * dimension);
  gradients.forEach((likelihood, index) => {
    const d = index % dimension;
    const sigma = Math.exp(logVariance[d] / 2);
    const slope = likelihood - latents[index] + noise[index] / sigma; // h
    result[d] += slope / draws;
    result[dimension + d] += (slope * sigma * noise[index]) / (2 * draws);
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

/** z = μ + σ ⊙ ε, row by row. */
function reparameterised({ mean, logVariance }: Gaussian, noise: Float32Array): Float32Array {
  const sigma = logVariance.map((value) => Math.exp(value / 2));
  return noise.map((epsilon, index) => {
    const d = index % mean.length;
    return mean[d] + sigma[d] * epsilon;
  });
}

function gaussianOf(parameters: Float64Array): Gaussian {
  const dimension = parameters.length / 2;
  return {
    mean: Float32Array.from(parameters.subarray(0, dimension)),
    logVariance: Float32Array.from(parameters.subarray(dimension)),
  };
}

function comparison(start: Candidate, best: Candidate): Refinement {
  const [before, after] = [estimate(start), estimate(best)];
  const differences = start.reconstructions.map((value, draw) => value - best.reconstructions[draw]);
  return {
    refined: best.posterior,
    steps: best.step,
    before,
    after,
    gain: before.bound - after.bound,
    gainError: meanAndError(differences).error,
  };
}

function estimate({ reconstructions, kl }: Candidate): BoundEstimate {
  const { mean, error } = meanAndError(reconstructions);
  return { bound: mean + kl, standardError: error, reconstruction: mean, kl };
}

function meanAndError(values: Float64Array): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, values.length - 1) / values.length) };
}
