/** What an evaluation found, as a package's manifest keeps it and its card shows it. */
import type { Manifest } from "../../model/manifest";
import type { Evaluation, LatentEvaluation } from "./evaluation";

type ManifestMetrics = Manifest["metrics"];

/** `data`: a sentence that says what was measured on. */
export function manifestMetrics(evaluation: Evaluation, data: string): ManifestMetrics {
  const { sentences, tokens, perplexity, perplexityFrom } = evaluation;
  const common = {
    protocol: `${data} ${protocolOf(evaluation)}`,
    sentences,
    tokens,
    perplexity: { with_eos: perplexity.withEos, without_eos: perplexity.withoutEos, from: perplexityFrom },
  };
  if (evaluation.kind === "latent variable model") return { ...common, ...latentMetrics(evaluation) };
  return { ...common, bound: evaluation.nll, reconstruction: evaluation.nll, kl: 0, active_units: 0 };
}

function latentMetrics(evaluation: LatentEvaluation) {
  const { nll, nllSamples, mutualInformation, samples, byLength } = evaluation;
  return {
    bound: evaluation.bound,
    reconstruction: evaluation.reconstruction,
    kl: evaluation.kl,
    active_units: evaluation.activeUnits,
    ...(nll !== null && { nll: { value: nll, samples: nllSamples } }),
    mutual_information: {
      full_set: mutualInformation.fullSet,
      full_set_ceiling: mutualInformation.fullSetCeiling,
      within_batch: mutualInformation.withinBatch,
      within_batch_ceiling: mutualInformation.withinBatchCeiling,
    },
    ...(evaluation.latentGain !== null && { latent_gain: evaluation.latentGain }),
    exact_reconstruction: evaluation.exactReconstruction,
    bleu: evaluation.bleu,
    by_length: byLength.map(({ least, most, sentences, exact, bleu }) => ({
      least,
      ...(most !== undefined && { most }),
      sentences,
      exact_reconstruction: exact,
      bleu,
    })),
    samples: {
      count: samples.count,
      distinct_1: samples.distinct1,
      distinct_2: samples.distinct2,
      self_bleu: samples.selfBleu,
    },
    smoothness: evaluation.smoothness,
  };
}

function protocolOf(evaluation: Evaluation): string {
  if (evaluation.kind === "language model") return "Exact −ln p(x), nats a sentence, end mark counted.";
  return [
    "Bound: reconstruction of one draw of z a sentence + KL, nats a sentence, end mark counted.",
    ...(evaluation.nll === null
      ? []
      : [
          `−ln p(x): importance-weighted (Burda et al. 2015), ${evaluation.nllPrior} prior, ${evaluation.nllNormaliser} softmax normaliser.`,
        ]),
    "Active units: Var μ > 0.01.",
    "Gain of the latent: reconstruction with z of the sentence before, less that with its own.",
    "Mutual information: one draw of z a sentence, over the full set and within batches of 32.",
    "BLEU-4 over the corpus, no smoothing; self-BLEU-4 smoothed.",
    "Samples decoded greedily at draws of the prior; homotopies of 9 points between random pairs.",
  ].join(" ");
}
