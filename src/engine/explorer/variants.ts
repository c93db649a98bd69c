/** Variants of a sentence: draws from its posterior q(z|x), decoded and merged (Bowman et al. 2015, §4.1 and table 7). */

import {
  DEFAULTS,
  type DecodeOptions,
  type SharpeningGain,
  toRead,
  type Variant,
  type VariantsOptions,
  type VariantsResult,
} from "../../core/exploration";
import { distance, sample } from "../../core/latent/gaussian";
import { mergeDraws } from "../../core/latent/merge";
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import { MOST_DRAWS, realNumber, seedNumber, temperatureNumber, wholeNumber } from "../requests";
import { atTemperature, decodeLatents } from "./decode";
import { familiarityOf } from "./familiarity";
import { refined } from "./refined";
import { sharpened } from "./sharpen";
import { type EncodedTokens, encodeTexts, withoutTokens } from "./texts";

type Draw = Omit<Variant, "count">;

export async function variants(
  model: OpenModel,
  text: string,
  options: VariantsOptions = {},
  signal?: AbortSignal,
): Promise<VariantsResult> {
  const count = wholeNumber("count", options.count ?? DEFAULTS.variants.count, 1, MOST_DRAWS);
  const spread = realNumber("spread", options.spread ?? DEFAULTS.variants.spread, 0, 100);
  const temperature = temperatureNumber(options.temperature ?? DEFAULTS.variants.temperature);
  const seed = seedNumber(options.seed ?? DEFAULTS.variants.seed);

  const [encoded] = await encodeTexts(model, [text], signal);
  const { posterior, gain } = await posteriorOf(model, encoded, options, signal);
  const latents = Array.from({ length: count }, (_, draw) =>
    sample(posterior, spread, seeded(seed, "posterior", draw)),
  );
  const best = toRead(encoded.text);
  const decode = (rows: readonly Float32Array[], how: DecodeOptions) => decodeLatents(model, rows, how, signal);
  // At temperature 0 the mean is decoded as the draws are: a row more costs less than a decoding of its own.
  const decoded =
    temperature === 0
      ? await decode([...latents, posterior.mean], best)
      : [...(await decode(latents, atTemperature(temperature, seed, best))), ...(await decode([posterior.mean], best))];
  const draws = latents.map((latent, draw) => ({ ...decoded[draw], distance: distance(latent, posterior.mean) }));
  return {
    model: model.name,
    seed,
    ...withoutTokens(posterior),
    reconstruction: decoded[count].text,
    variants: merged(draws),
    ...(gain && { sharpened: gain }),
    ...(await familiarityOf(model, encoded, signal)),
  };
}

/** Where the draws come from: the encoder's posterior as it is only if that is asked for. */
async function posteriorOf(
  model: OpenModel,
  encoded: EncodedTokens,
  { sharpen = DEFAULTS.variants.sharpen, refine = DEFAULTS.variants.refine }: VariantsOptions,
  signal?: AbortSignal,
): Promise<{ readonly posterior: EncodedTokens; readonly gain?: SharpeningGain }> {
  if (sharpen) return sharpened(model, encoded, signal);
  if (!refine) return { posterior: encoded };
  const [posterior] = await refined(model, [encoded], signal);
  return { posterior };
}

/** Each sentence once, with its nearest draw; most frequent first, then most probable. */
function merged(draws: readonly Draw[]): Variant[] {
  return mergeDraws(draws, (draw) => draw.text, {
    within: (a, b) => a.distance - b.distance,
    between: (a, b) => b.logProbability - a.logProbability,
  }).map(({ draw, count }) => ({
    text: draw.text,
    count,
    logProbability: draw.logProbability,
    distance: draw.distance,
  }));
}
