/** Draws from the prior in the form of a sentence's variants: of no sentence, each text once with its count. */
import type { SampleResult, VariantsResult } from "../../core/exploration";
import { mergeDraws } from "../../core/latent/merge";

export function variantsOfPrior({ model, seed, samples }: SampleResult): VariantsResult {
  const merged = mergeDraws(samples, (sample) => sample.text, {
    within: (a, b) => b.logProbability - a.logProbability,
    between: (a, b) => b.logProbability - a.logProbability,
  });
  const none = new Float32Array(0);
  return {
    model,
    seed,
    text: "",
    mean: none,
    logVariance: none,
    kl: 0,
    truncated: false,
    reconstruction: "",
    variants: merged.map(({ draw, count }) => ({ ...draw, count, distance: 0 })),
  };
}
