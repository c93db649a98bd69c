/** What the model makes of each sentence of a batch. */
import { sample, standardGaussian } from "../../core/latent/gaussian";
import { seeded } from "../../core/random";
import { decodeLatents } from "../explorer/decode";
import { scorePairs } from "../explorer/score";
import { type EncodedTokens, encodeTexts } from "../explorer/texts";
import type { OpenModel } from "../openModel";

export interface MeasuredSentence {
  readonly encoded: EncodedTokens;
  /** One draw from the posterior. */
  readonly z: Float32Array;
  /** −ln p(x|z) at that draw, and at one from the prior. */
  readonly reconstruction: number;
  readonly priorReconstruction: number;
  /** The greedy sentence at the posterior mean. */
  readonly restored: string;
}

/** `first`: number of the batch's first sentence among all, so that the draws do not depend on how they are batched. */
export async function measureBatch(
  model: OpenModel,
  texts: readonly string[],
  first: number,
  seed: number,
  signal?: AbortSignal,
): Promise<MeasuredSentence[]> {
  const encoded = await encodeTexts(model, texts, signal);
  const prior = standardGaussian(model.dimension);
  const own = encoded.map((posterior, row) => sample(posterior, 1, seeded(seed, "posterior", first + row)));
  const foreign = encoded.map((_, row) => sample(prior, 1, seeded(seed, "prior", first + row)));
  const score = (latents: readonly Float32Array[]) =>
    scorePairs(
      model,
      encoded.map(({ tokens }, row) => ({ tokens, z: latents[row] })),
      signal,
    );
  const logLikelihoods = await score(own);
  const priorLogLikelihoods = await score(foreign);
  const means = encoded.map(({ mean }) => mean);
  const restored = await decodeLatents(model, means, {}, signal);
  return encoded.map((sentence, row) => ({
    encoded: sentence,
    z: own[row],
    reconstruction: -logLikelihoods[row],
    priorReconstruction: -priorLogLikelihoods[row],
    restored: restored[row].text,
  }));
}
