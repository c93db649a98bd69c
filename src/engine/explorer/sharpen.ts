/**
 * A sentence's posterior refined for that sentence alone (Kim et al. 2018), and what it gains: the encoder's guess amortised
 * over all sentences is where gradient steps on this one's bound begin.
 */
import {
  DEFAULTS,
  type PosteriorReading,
  type SharpeningGain,
  type SharpenOptions,
  type SharpenResult,
  toRead,
} from "../../core/exploration";
import { kl } from "../../core/latent/gaussian";
import { type Refinement, type RefinementOptions, refinePosterior } from "../../core/latent/refinement";
import type { OpenModel } from "../openModel";
import { likelihoodOf } from "../refinement";
import { MOST_DRAWS, MOST_STEPS, positiveNumber, seedNumber, wholeNumber } from "../requests";
import { decodeLatents } from "./decode";
import { LastOfEach } from "./lastOfEach";
import { type EncodedTokens, encodeTexts } from "./texts";

/** Draws that a bound is estimated with: its gain is then told to some tenths of a nat. */
const BOUND_DRAWS = 64;
const GREATEST_RATE = 10;

/** @throws HomotopyError "unavailable" for a model without our LSTM decoder or without latent space. */
export async function sharpen(
  model: OpenModel,
  text: string,
  options: SharpenOptions = {},
  signal?: AbortSignal,
): Promise<SharpenResult> {
  const plan = planOf(options);
  const [encoded] = await encodeTexts(model, [text], signal);
  const refinement = await refine(model, encoded, plan, signal);
  const posteriors = [encoded, refinement.refined];
  const decoded = await decodeLatents(
    model,
    posteriors.map(({ mean }) => mean),
    toRead(encoded.text),
    signal,
  );
  const [before, after] = posteriors.map(({ mean, logVariance }, index): PosteriorReading => {
    return { mean, logVariance, kl: kl({ mean, logVariance }), reconstruction: decoded[index].text };
  });
  const { text: read, truncated } = encoded;
  return { model: model.name, seed: plan.seed, text: read, truncated, ...gainOf(refinement), before, after };
}

/** The sentence with its refined posterior in place of the encoder's. */
export async function sharpened(
  model: OpenModel,
  encoded: EncodedTokens,
  signal?: AbortSignal,
): Promise<{ readonly posterior: EncodedTokens; readonly gain: SharpeningGain }> {
  const refinement = await refine(model, encoded, planOf({}), signal);
  const { refined } = refinement;
  return { posterior: { ...encoded, ...refined, kl: kl(refined) }, gain: gainOf(refinement) };
}

/** Of each model the last one: who moves a slider asks for the same sentence again and again. */
const refinements = new LastOfEach<OpenModel, Refinement>(1);

function refine(
  model: OpenModel,
  { tokens, mean, logVariance }: EncodedTokens,
  plan: RefinementOptions,
  signal?: AbortSignal,
): Promise<Refinement> {
  return refinements.get(model, JSON.stringify([tokens, plan]), async () =>
    refinePosterior({ mean, logVariance }, await likelihoodOf(model, tokens), plan, signal),
  );
}

function gainOf({ before, after, gain, gainError, steps }: Refinement): SharpeningGain {
  return { boundBefore: before.bound, boundAfter: after.bound, gain, gainError, steps };
}

function planOf(options: SharpenOptions): RefinementOptions {
  const { sharpen: defaults } = DEFAULTS;
  return {
    steps: wholeNumber("steps", options.steps ?? defaults.steps, 1, MOST_STEPS),
    draws: wholeNumber("draws", options.draws ?? defaults.draws, 1, MOST_DRAWS),
    learningRate: positiveNumber("learningRate", options.learningRate ?? defaults.learningRate, GREATEST_RATE),
    seed: seedNumber(options.seed ?? defaults.seed),
    boundDraws: BOUND_DRAWS,
  };
}
