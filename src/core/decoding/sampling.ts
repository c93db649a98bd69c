/**
 * Ancestral sampling with a temperature and a nucleus (top-p; Holtzman et al. 2019, *The Curious Case of Neural Text
 * Degeneration*).
 *
 * Only the `top` most probable tokens of each step come out of the step decoder, so the draw is from those,
 * renormalised: the tail beyond them has probability zero here. At temperatures well above 1, ask for more.
 */
import type { Random } from "../random";
import type { Candidate, DecodingOptions } from "./constraint";
import { rollout } from "./rollout";
import type { DecodedTokens, StepDecoder } from "./stepDecoder";

export interface SamplingOptions extends DecodingOptions {
  /** Above 0; the draw is from p^(1/temperature). */
  readonly temperature: number;
  /** In (0, 1]: the draw is from the fewest tokens that together hold this share of the tempered probability. */
  readonly topP: number;
  /** Tokens considered at every step. */
  readonly top: number;
  /** One stream a row, so that a row's sentence does not depend on what else is in the batch. */
  readonly randoms: readonly Random[];
}

/** Draws one sentence a latent; its log-probability is the model's own ln p(x|z), without temperature or nucleus. */
export function decodeBySampling<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  options: SamplingOptions,
): Promise<DecodedTokens[]> {
  return rollout(decoder, latents, rows, options, (row, candidates) => draw(candidates, options, options.randoms[row]));
}

function draw(candidates: readonly Candidate[], { temperature, topP }: SamplingOptions, random: Random): Candidate {
  const most = candidates[0].logProbability;
  const weights = candidates.map(({ logProbability }) => Math.exp((logProbability - most) / temperature));
  const nucleus = nucleusOf(weights, topP);
  let left = random.uniform() * nucleus.mass;
  for (let index = 0; index < nucleus.size - 1; index++) {
    left -= weights[index];
    if (left < 0) return candidates[index];
  }
  return candidates[nucleus.size - 1];
}

/** The first entries of descending `weights` that hold at least `topP` of their sum. */
function nucleusOf(weights: readonly number[], topP: number): { size: number; mass: number } {
  const wanted = topP * weights.reduce((sum, weight) => sum + weight, 0);
  let mass = 0;
  for (let index = 0; index < weights.length; index++) {
    mass += weights[index];
    if (mass >= wanted) return { size: index + 1, mass };
  }
  return { size: weights.length, mass };
}
