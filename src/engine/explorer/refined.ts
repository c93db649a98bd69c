/**
 * Posteriors refined for their own sentences by a few gradient steps (Kim et al. 2018): what people explore begins there. The
 * encoder's guess, amortised over all sentences, often decodes to another sentence; a few steps bring back most of those, and
 * draws and paths nearer to what was selected. The steps go up on the bound that the model was trained on, its KL weight
 * included: full weight would draw the posterior away from the sentence.
 */
import { HomotopyError } from "../../core/errors";
import { DEFAULTS } from "../../core/exploration";
import { type AscentOptions, ascent, type LikelihoodAt } from "../../core/latent/ascent";
import { type Gaussian, kl } from "../../core/latent/gaussian";
import { objectiveOf } from "../../model/diagnosis";
import type { OpenModel } from "../openModel";
import { likelihoodOf } from "../refinement";
import { LastOfEach } from "./lastOfEach";
import type { EncodedTokens } from "./texts";

export type RefineOptions = Omit<AscentOptions, "klWeight">;

/** Of each model the last few: who moves a slider asks for the same sentences again and again. */
const REMEMBERED = 4;
const posteriors = new LastOfEach<OpenModel, Gaussian>(REMEMBERED);

/** The sentences with refined posteriors, if the model is one of ours; with the encoder's otherwise. */
export async function refined(
  model: OpenModel,
  sentences: readonly EncodedTokens[],
  signal?: AbortSignal,
  options: RefineOptions = DEFAULTS.refine,
): Promise<EncodedTokens[]> {
  const results: EncodedTokens[] = [];
  for (const sentence of sentences) {
    const key = JSON.stringify([sentence.tokens, options]);
    const posterior = await posteriors.get(model, key, () => refine(model, sentence, options, signal));
    results.push({ ...sentence, ...posterior, kl: kl(posterior) });
  }
  return results;
}

async function refine(
  model: OpenModel,
  { tokens, mean, logVariance }: EncodedTokens,
  options: RefineOptions,
  signal?: AbortSignal,
): Promise<Gaussian> {
  const posterior = { mean, logVariance };
  const likelihoodAt = await likelihoodIfOurs(model, tokens);
  if (likelihoodAt === undefined) return posterior;
  const klWeight = objectiveOf(model.manifest.training).klWeight ?? 1;
  let last: Gaussian = posterior;
  for await (const next of ascent(posterior, likelihoodAt, { ...options, klWeight }, signal)) last = next;
  return isUsable(last) ? last : posterior;
}

async function likelihoodIfOurs(model: OpenModel, tokens: readonly number[]): Promise<LikelihoodAt | undefined> {
  try {
    return await likelihoodOf(model, tokens);
  } catch (error) {
    if (error instanceof HomotopyError && error.code === "unavailable") return undefined;
    throw error;
  }
}

/** Steps on a decoder whose weights overflow may lead anywhere. */
function isUsable({ mean, logVariance }: Gaussian): boolean {
  return mean.every(Number.isFinite) && logVariance.every(Number.isFinite);
}
