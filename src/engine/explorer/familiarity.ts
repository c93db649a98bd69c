/** How far texts are from what the model knows: the signs of `core/metrics/familiarity.ts`, of texts that were encoded. */
import type { FamiliarityFound } from "../../core/exploration";
import { familiarity, type KnownSentences } from "../../core/metrics/familiarity";
import type { OpenModel } from "../openModel";
import { scorePairs } from "./score";
import { type EncodedTokens, encodeTexts } from "./texts";

/** Of each text, as a sentence of its own. Costs an encoding and a pass of the decoder. */
export async function familiarityOfTexts(
  model: OpenModel,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<FamiliarityFound[]> {
  if (usualOf(model) === undefined) return texts.map(() => ({}));
  return familiarityOfAll(model, await encodeTexts(model, texts, signal), signal);
}

/** Nothing of a model whose package does not say what is usual. */
export async function familiarityOf(
  model: OpenModel,
  encoded: EncodedTokens,
  signal?: AbortSignal,
): Promise<FamiliarityFound> {
  const [found] = await familiarityOfAll(model, [encoded], signal);
  return found;
}

export async function familiarityOfAll(
  model: OpenModel,
  encoded: readonly EncodedTokens[],
  signal?: AbortSignal,
): Promise<FamiliarityFound[]> {
  const usual = usualOf(model);
  if (usual === undefined) return encoded.map(() => ({}));
  const likelihoods = await tokenLogLikelihoods(model, encoded, signal);
  const prior = model.prior();
  return encoded.map(({ mean }, index) => ({
    familiarity: familiarity({ logDensity: prior.logDensity(mean), logLikelihood: likelihoods[index] }, usual),
  }));
}

/** What the package says is usual of sentences that the model knows. */
export function usualOf({ manifest: { familiarity: usual } }: OpenModel): KnownSentences | undefined {
  return usual && { logDensity: usual.log_density, logLikelihood: usual.log_likelihood };
}

/** ln p(x|μ) a token of each text, end mark counted, nats. */
export async function tokenLogLikelihoods(
  model: OpenModel,
  encoded: readonly EncodedTokens[],
  signal?: AbortSignal,
): Promise<number[]> {
  const pairs = encoded.map(({ tokens, mean }) => ({ tokens, z: mean }));
  const scores = await scorePairs(model, pairs, signal);
  return scores.map((score, index) => score / (encoded[index].tokens.length + 1));
}
