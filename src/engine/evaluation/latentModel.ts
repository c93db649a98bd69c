/** A model with a latent space measured: one pass over the sentences, then what is asked of the space itself. */
import { diagnoseCollapse } from "../../core/metrics/collapse";
import { perplexity } from "../../core/metrics/perplexity";
import { seeded } from "../../core/random";
import { objectiveOf } from "../../model/diagnosis";
import type { OpenModel } from "../openModel";
import type { EvaluationOptions, LatentEvaluation } from "./evaluation";
import { ImportanceWeighted } from "./importanceWeighted";
import { LatentTallies } from "./latentTallies";
import { measureBatch } from "./measureBatch";
import { sampleDiversity } from "./sampleDiversity";
import { homotopySmoothness } from "./smoothness";

export async function evaluateLatentModel(
  model: OpenModel,
  batches: AsyncIterable<readonly string[]>,
  options: EvaluationOptions,
  signal?: AbortSignal,
): Promise<LatentEvaluation> {
  const { seed, samples, prior = "standard", progress } = options;
  const tallies = new LatentTallies(model, seed);
  const likelihood = samples > 0 ? new ImportanceWeighted(model, options) : undefined;
  for await (const texts of batches) {
    const measured = await measureBatch(model, texts, { seed, first: tallies.sentences, before: tallies.last }, signal);
    for (const sentence of measured) tallies.add(sentence);
    progress?.(`${tallies.sentences} sentences`);
    await likelihood?.add(
      measured.map(({ encoded }) => encoded.tokens),
      signal,
    );
  }
  const weighted = await likelihood?.finish(signal);
  progress?.("mutual information");
  const mutualInformation = tallies.mutualInformation();
  progress?.("samples of the prior");
  const diversity = await sampleDiversity(model, seed, signal);
  progress?.("homotopies");
  const smoothness = await homotopySmoothness(model, tallies.someMeans(), seeded(seed, "pairs"), signal);

  const { perplexity: ofBound, ...bound } = tallies.bound;
  const { aggregate, latentGain } = tallies;
  const use = { ...bound, latent: model.dimension, activeUnits: aggregate.activeUnits };
  const collapse = diagnoseCollapse(
    {
      ...use,
      information: mutualInformation.fullSet,
      informationCeiling: mutualInformation.fullSetCeiling,
      gain: latentGain ?? undefined,
    },
    objectiveOf(model.manifest.training),
  );
  return {
    kind: "latent variable model",
    model: model.name,
    seed,
    truncated: tallies.truncated,
    nll: weighted ? weighted.nats / bound.sentences : null,
    nllSamples: samples,
    nllPrior: prior,
    nllNormaliser: weighted === undefined ? null : weighted.sampled ? "sampled" : "exact",
    ...use,
    klPerDimension: Array.from(aggregate.kl),
    perplexityFrom: weighted ? "nll" : "bound",
    perplexity: weighted ? perplexity(weighted.nats, bound.tokens, bound.sentences) : ofBound,
    mutualInformation,
    latentGain,
    exactReconstruction: tallies.restored.all.exact,
    bleu: tallies.restored.all.bleu,
    byLength: tallies.restored.byLength,
    samples: diversity,
    smoothness,
    collapse: collapse ?? null,
  };
}
