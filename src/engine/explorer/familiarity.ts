/** How far texts are from what the model knows: the signs of `core/metrics/familiarity.ts`, of texts that were encoded. */
import type { EncodedText } from "../../core/exploration";
import { familiarity } from "../../core/metrics/familiarity";
import type { OpenModel } from "../openModel";
import { scorePairs } from "./score";
import type { EncodedTokens } from "./texts";

type Found = Pick<EncodedText, "familiarity">;

/** Nothing of a model whose package does not say what is usual. */
export async function familiarityOf(model: OpenModel, encoded: EncodedTokens, signal?: AbortSignal): Promise<Found> {
  const [found] = await familiarityOfAll(model, [encoded], signal);
  return found;
}

export async function familiarityOfAll(
  model: OpenModel,
  encoded: readonly EncodedTokens[],
  signal?: AbortSignal,
): Promise<Found[]> {
  const { familiarity: usual } = model.manifest;
  if (usual === undefined) return encoded.map(() => ({}));
  const known = { logDensity: usual.log_density, logLikelihood: usual.log_likelihood };
  const likelihoods = await tokenLogLikelihoods(model, encoded, signal);
  const prior = model.prior();
  return encoded.map(({ mean }, index) => ({
    familiarity: familiarity({ logDensity: prior.logDensity(mean), logLikelihood: likelihoods[index] }, known),
  }));
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
