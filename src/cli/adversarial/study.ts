/** What an adversarial evaluation found. Errors are accuracy − 0.5, as fractions; likelihoods are nats a sentence. */
import type { AdversarialError } from "../../core/adversarial/adversarialError";
import type { EndCut, EndLength, ImputationWork } from "../../engine/evaluation/imputeEnds";
import type { AdversarialEvaluation } from "../../trainer/adversarial/evaluate";
import type { OriginalCounts } from "./originals";

export interface AdversarialStudy {
  readonly files: readonly string[];
  readonly seed: number;
  /** Of a sentence's tokens, that were imputed. */
  readonly share: number;
  readonly cut: EndCut["cut"];
  readonly length: EndLength;
  readonly originals: OriginalCounts;
  /** Sentences of both classes together, the same of every evaluation. */
  readonly parts: AdversarialEvaluation["sentences"];
  readonly baseline: ImputerResult;
  readonly model: ImputerResult;
  /** Baseline − model: above 0 the model's imputations are the harder ones to tell. */
  readonly difference: { readonly unigram: Difference; readonly lstm: Difference };
  /** Real against real: what chance and the classifiers make of nothing. */
  readonly nullCheck: Errors;
  readonly judge: JudgeResult | null;
  readonly examples: readonly ImputationExample[];
}

export type Errors = Pick<AdversarialEvaluation, "unigram" | "lstm">;

export interface ImputerResult extends Errors {
  readonly name: string;
  readonly family: "language model" | "sentence VAE";
  readonly direction: "forward" | "backward";
  readonly latent: number;
  readonly vocabulary: number;
  readonly training: { readonly hours: number; readonly sentences: number; readonly tokens: number };
  readonly search: Search;
  /** Means a sentence. */
  readonly work: ImputationWork;
  /** Share of the sentences whose imputed end is the one that was removed. */
  readonly restored: number;
  /** Different ends among all: low where a model says the same of everything. */
  readonly distinct: number;
  /** Mean −ln p(x) of the whole imputed sentences under the judge. */
  readonly nll: number | null;
}

export interface Search {
  readonly method: "beam" | "icm";
  /** Of one beam. */
  readonly width: number;
  /** At most; 1 of a beam. */
  readonly rounds: number;
}

export interface Difference {
  readonly error: number;
  /** 95 %, by the normal approximation as if the two tests were independent. They share their sentences: the truth is narrower. */
  readonly interval: AdversarialError["interval"];
}

export interface JudgeResult {
  readonly name: string;
  /** Mean −ln p(x) of the originals, their own ends in place. */
  readonly originals: number;
  /** Sentences of all it read that were longer than it allows, and were cut. */
  readonly truncated: number;
}

/** The known beginning of a sentence and an end. */
export interface Ended {
  readonly known: string;
  readonly end: string;
}

export interface ImputationExample {
  readonly original: Ended;
  readonly baseline: Ended;
  readonly model: Ended;
}

const Z_95 = 1.96;

export function differenceOf(baseline: AdversarialError, model: AdversarialError): Difference {
  const error = baseline.error - model.error;
  const variance = ({ accuracy, sentences }: AdversarialError) => (accuracy * (1 - accuracy)) / sentences;
  const margin = Z_95 * Math.sqrt(variance(baseline) + variance(model));
  return { error, interval: { low: error - margin, high: error + margin } };
}
