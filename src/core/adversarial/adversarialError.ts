/** Adversarial error (Bowman et al. 2015, §4.2): by how much a classifier tells real from imputed better than a coin. */
import type { Random } from "../random";

export interface AdversarialError {
  /** Share of the test sentences told right. */
  readonly accuracy: number;
  /** Accuracy − 0.5: 0 is what one hopes for, 0.5 a model whose sentences are always found out. */
  readonly error: number;
  /** Of the error: percentiles of the bootstrap (Efron 1979) over the test sentences, 95 % between them. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Test sentences. */
  readonly sentences: number;
}

const RESAMPLES = 2000;
const OUTSIDE = 0.025;

/** `right`: whether each test sentence was told right, at least one. */
export function adversarialError(right: readonly boolean[], random: Random): AdversarialError {
  const sentences = right.length;
  const accuracy = right.filter(Boolean).length / sentences;
  const resampled = Float64Array.from({ length: RESAMPLES }, () => {
    let told = 0;
    for (let n = 0; n < sentences; n++) if (right[random.integer(sentences)]) told++;
    return told / sentences - 0.5;
  }).sort();
  return {
    accuracy,
    error: accuracy - 0.5,
    interval: { low: percentile(resampled, OUTSIDE), high: percentile(resampled, 1 - OUTSIDE) },
    sentences,
  };
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}
