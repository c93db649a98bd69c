import { DEFAULTS, type SampleOptions, type SampleResult } from "../../core/exploration";
import { sample as draw, standardGaussian } from "../../core/latent/gaussian";
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import { MOST_DRAWS, seedNumber, temperatureNumber, wholeNumber } from "../requests";
import { atTemperature, decodeLatents } from "./decode";

/** Sentences of the model's own: z ~ N(0, I), decoded. */
export async function sample(
  model: OpenModel,
  options: SampleOptions = {},
  signal?: AbortSignal,
): Promise<SampleResult> {
  const count = wholeNumber("count", options.count ?? DEFAULTS.sample.count, 1, MOST_DRAWS);
  const temperature = temperatureNumber(options.temperature ?? DEFAULTS.sample.temperature);
  const seed = seedNumber(options.seed ?? DEFAULTS.sample.seed);
  const prior = standardGaussian(model.dimension);
  const latents = Array.from({ length: count }, (_, index) => draw(prior, 1, seeded(seed, "prior", index)));
  const samples = await decodeLatents(model, latents, atTemperature(temperature, seed), signal);
  return { model: model.name, seed, samples };
}
