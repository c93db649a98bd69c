/** What the model makes of each sentence of a batch. */
import { sample } from "../../core/latent/gaussian";
import { seeded } from "../../core/random";
import { decodeLatents } from "../explorer/decode";
import { scorePairs } from "../explorer/score";
import { type EncodedTokens, encodeTexts } from "../explorer/texts";
import type { OpenModel } from "../openModel";

export interface MeasuredSentence {
  readonly encoded: EncodedTokens;
  /** One draw from the posterior. */
  readonly z: Float32Array;
  /** −ln p(x|z) at that draw. */
  readonly reconstruction: number;
  /**
   * The same at the draw of the sentence before it; none for the first of all. Not at a draw of the prior: a posterior that
   * is the same for every sentence may lie far from the prior, and its decoder writes badly there without heeding z.
   */
  readonly foreignReconstruction: number | undefined;
  /** The greedy sentence at the posterior mean. */
  readonly restored: string;
}

export interface BatchPlace {
  readonly seed: number;
  /** Number of the batch's first sentence among all, so that the draws do not depend on how they are batched. */
  readonly first: number;
  /** The draw of the sentence before the batch's first. */
  readonly before: Float32Array | undefined;
}

export async function measureBatch(
  model: OpenModel,
  texts: readonly string[],
  { seed, first, before }: BatchPlace,
  signal?: AbortSignal,
): Promise<MeasuredSentence[]> {
  const encoded = await encodeTexts(model, texts, signal);
  const own = encoded.map((posterior, row) => sample(posterior, 1, seeded(seed, "posterior", first + row)));
  const foreign = [...(before === undefined ? [] : [before]), ...own].slice(0, -1);
  const alone = encoded.length - foreign.length;
  const score = (sentences: readonly EncodedTokens[], latents: readonly Float32Array[]) =>
    scorePairs(
      model,
      sentences.map(({ tokens }, row) => ({ tokens, z: latents[row] })),
      signal,
    );
  const logLikelihoods = await score(encoded, own);
  const foreignLogLikelihoods = await score(encoded.slice(alone), foreign);
  const means = encoded.map(({ mean }) => mean);
  const restored = await decodeLatents(model, means, {}, signal);
  return encoded.map((sentence, row) => ({
    encoded: sentence,
    z: own[row],
    reconstruction: -logLikelihoods[row],
    foreignReconstruction: row < alone ? undefined : -foreignLogLikelihoods[row - alone],
    restored: restored[row].text,
  }));
}
