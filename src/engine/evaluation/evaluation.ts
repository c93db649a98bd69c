/** What an evaluation is asked and what it finds: plain data that `homotopy evaluate --json` prints as it is. */
import type { PriorName } from "../../core/latent/prior/prior";
import type { CollapseDiagnosis } from "../../core/metrics/collapse";
import type { Perplexity } from "../../core/metrics/perplexity";
import type { RestoredByLength } from "../../core/metrics/reconstructions";
import type { WalkSummary } from "../../core/metrics/smoothness";
import type { ModelPackage } from "../../model/package/read";

export interface EvaluationOptions {
  readonly seed: number;
  /** Draws of z a sentence for the importance-weighted likelihood; 0 leaves it out, 500 is what papers use. */
  readonly samples: number;
  /** p(z) of the importance-weighted likelihood. Default: N(0, I), which published figures are of. */
  readonly prior?: PriorName | undefined;
  /** The sentences' file, for errors. */
  readonly where: string;
  /** The package's graphs, with which the likelihood is some ten times faster. */
  readonly graph?: ModelPackage["graph"] | undefined;
  readonly threads?: number | undefined;
  /** Told a line that replaces the one before. */
  readonly progress?: ((line: string) => void) | undefined;
}

/** Of every model. */
interface Likelihood {
  readonly model: string;
  readonly seed: number;
  readonly sentences: number;
  /** End marks counted. */
  readonly tokens: number;
  /** Sentences that were longer than the model allows, of which the beginning was measured. */
  readonly truncated: number;
  /** What the perplexities are of; those of a bound are upper limits. */
  readonly perplexityFrom: "nll" | "bound";
  readonly perplexity: Perplexity;
}

/** Of a model without a latent space, whose likelihood needs no estimate. */
export interface LanguageModelEvaluation extends Likelihood {
  readonly kind: "language model";
  /** −ln p(x), nats a sentence; exact. */
  readonly nll: number;
  readonly latent: 0;
}

/** Of a model with a latent space; nats a sentence unless said. */
export interface LatentEvaluation extends Likelihood {
  readonly kind: "latent variable model";
  /** −ln p(x), importance-weighted with `nllSamples` draws (Burda et al. 2015); null if there were none. */
  readonly nll: number | null;
  readonly nllSamples: number;
  readonly nllPrior: PriorName;
  /** Whether the softmax was summed over the whole vocabulary or estimated; null without draws. */
  readonly nllNormaliser: "exact" | "sampled" | null;
  /** Negative evidence lower bound: reconstruction, of one draw of z a sentence, and KL in closed form. */
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly klPerDimension: readonly number[];
  readonly mutualInformation: MutualInformation;
  readonly activeUnits: number;
  /** Dimensions of the latent space. */
  readonly latent: number;
  /**
   * Reconstruction with z of the sentence before it, less that with its own z: what z is worth to the decoder. Null where
   * there is one sentence alone.
   */
  readonly latentGain: number | null;
  /** Share of sentences that greedy decoding from the posterior mean gives back unchanged, and corpus BLEU-4. */
  readonly exactReconstruction: number;
  readonly bleu: number;
  readonly byLength: readonly RestoredByLength[];
  readonly samples: SampleDiversity;
  readonly smoothness: WalkSummary;
  /** Null where there are too few sentences to tell. */
  readonly collapse: CollapseDiagnosis | null;
}

export type Evaluation = LanguageModelEvaluation | LatentEvaluation;

export interface MutualInformation {
  readonly fullSet: number;
  readonly fullSetCeiling: number;
  /** Sentences of the full-set estimate: all, or a random subset of a large file. */
  readonly fullSetSentences: number;
  readonly withinBatch: number;
  readonly withinBatchCeiling: number;
}

/** Of sentences decoded greedily at draws from the prior. */
export interface SampleDiversity {
  readonly count: number;
  readonly distinct1: number;
  readonly distinct2: number;
  readonly selfBleu: number;
}
