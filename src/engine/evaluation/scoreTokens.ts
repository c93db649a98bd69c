/** ln p(x|z) of tokenised sentences, in batches of like lengths. */
import { scoreSentences } from "../../core/decoding/scoring";
import { stackRows } from "../../core/latent/stack";
import { batchesByLength } from "../encoder";
import type { OpenModel } from "../openModel";

export interface TokensAndLatent {
  /** Without marks. */
  readonly tokens: readonly number[];
  readonly z: Float32Array;
}

/** Nats, in the pairs' order, end marks counted. */
export async function scoreTokens(
  model: OpenModel,
  pairs: readonly TokensAndLatent[],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const scores = new Float64Array(pairs.length);
  for (const batch of batchesByLength(pairs.map(({ tokens }) => tokens.length + 1))) {
    const latents = stackRows(batch.map((index) => pairs[index].z));
    const sentences = batch.map((index) => model.inDecodingOrder(pairs[index].tokens));
    const own = await scoreSentences(model.decoder, latents, sentences, signal);
    batch.forEach((index, row) => {
      scores[index] = own[row];
    });
  }
  return scores;
}
