/**
 * distinct-n: different n-grams over all n-grams of a set of samples; low where they repeat each other. Li et al. 2016,
 * *A Diversity-Promoting Objective Function*, §5.2. It falls with the number of samples, which must be said with it.
 */
import { ngramCounts } from "./ngrams";

/** `samples` are words each; 0 where no sample has n words. */
export function distinct(samples: readonly (readonly string[])[], n: number): number {
  const seen = new Set<string>();
  let all = 0;
  for (const sample of samples) {
    for (const [ngram, count] of ngramCounts(sample, n)) {
      seen.add(ngram);
      all += count;
    }
  }
  return all === 0 ? 0 : seen.size / all;
}
