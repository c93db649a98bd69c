import type { DecodingOptions } from "./constraint";
import { rollout } from "./rollout";
import type { DecodedTokens, StepDecoder } from "./stepDecoder";

/** The most probable token at every position. `latents` is [rows, latent]; results are in the rows' order. */
export function decodeGreedily<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  rows: number,
  options: DecodingOptions,
): Promise<DecodedTokens[]> {
  return rollout(decoder, latents, rows, { ...options, top: 1 }, (_, candidates) => candidates[0]);
}
