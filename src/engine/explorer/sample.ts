import { DEFAULTS, type SampleOptions, type SampleResult, TO_READ_OF_PRIOR } from "../../core/exploration";
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import { MOST_DRAWS, realNumber, seedNumber, temperatureNumber, wholeNumber } from "../requests";
import { atTemperature, decodeLatents } from "./decode";

/** What makes a language model's samples differ, where those of another model differ by their z. */
const LANGUAGE_MODEL_TEMPERATURE = 1;

/** Sentences of the model's own: z ~ p(z), decoded; of a language model, drawn word by word. */
export async function sample(
  model: OpenModel,
  options: SampleOptions = {},
  signal?: AbortSignal,
): Promise<SampleResult> {
  const count = wholeNumber("count", options.count ?? DEFAULTS.sample.count, 1, MOST_DRAWS);
  const usual = model.isLanguageModel ? LANGUAGE_MODEL_TEMPERATURE : DEFAULTS.sample.temperature;
  const temperature = temperatureNumber(options.temperature ?? usual);
  const seed = seedNumber(options.seed ?? DEFAULTS.sample.seed);
  const prior = model.prior(options.prior);
  const spread = realNumber("spread", options.spread ?? DEFAULTS.sample.spread[prior.name], 0, 100);
  const latents = Array.from({ length: count }, (_, index) => prior.draw(seeded(seed, "prior", index), spread));
  const samples = await decodeLatents(model, latents, atTemperature(temperature, seed, TO_READ_OF_PRIOR), signal);
  return { model: model.name, seed, ...(!model.isLanguageModel && { prior: prior.name }), samples };
}
