/**
 * Self-BLEU: the mean BLEU-4 of each sample with all others as its references; 1 where every sample is the same, low where
 * they differ. Zhu et al. 2018, *Texygen*, §3.2.
 *
 * Comparing each with each other would take the square of their number. Of every n-gram it is enough to know the greatest
 * and the second greatest count in any sample: one of them is the greatest among the others.
 */
import { BLEU_ORDER, clippedMatches, nearestLength, ngramTotals, sentenceBleu } from "./bleu";
import { ngramCounts } from "./ngrams";

interface Greatest {
  readonly count: number;
  readonly sample: number;
  readonly second: number;
}

/** `samples` are words each; NaN of fewer than two. */
export function selfBleu(samples: readonly (readonly string[])[]): number {
  if (samples.length < 2) return Number.NaN;
  const matches = samples.map((): number[] => []);
  for (let n = 1; n <= BLEU_ORDER; n++) {
    const counts = samples.map((sample) => ngramCounts(sample, n));
    const greatest = greatestCounts(counts);
    counts.forEach((own, sample) => {
      matches[sample].push(clippedMatches(own, (ngram) => amongOthers(greatest.get(ngram), sample)));
    });
  }
  const lengths = samples.map(({ length }) => length);
  const otherLengths = lengthsOfOthers(lengths);
  const sum = matches.reduce((total, own, sample) => {
    const length = lengths[sample];
    const referenceLength = nearestLength(length, otherLengths(length));
    return total + sentenceBleu({ matches: own, totals: ngramTotals(length), length, referenceLength });
  }, 0);
  return sum / samples.length;
}

function greatestCounts(counts: readonly ReadonlyMap<string, number>[]): Map<string, Greatest> {
  const greatest = new Map<string, Greatest>();
  counts.forEach((own, sample) => {
    for (const [ngram, count] of own) {
      const held = greatest.get(ngram);
      if (held === undefined) greatest.set(ngram, { count, sample, second: 0 });
      else if (count > held.count) greatest.set(ngram, { count, sample, second: held.count });
      else if (count > held.second) greatest.set(ngram, { ...held, second: count });
    }
  });
  return greatest;
}

function amongOthers(greatest: Greatest | undefined, sample: number): number {
  if (greatest === undefined) return 0;
  return greatest.sample === sample ? greatest.second : greatest.count;
}

/** The distinct lengths in the set without one sample of the given length. */
function lengthsOfOthers(lengths: readonly number[]): (length: number) => number[] {
  const frequency = new Map<number, number>();
  for (const length of lengths) frequency.set(length, (frequency.get(length) ?? 0) + 1);
  return (own) => [...frequency].filter(([length, count]) => length !== own || count > 1).map(([length]) => length);
}
