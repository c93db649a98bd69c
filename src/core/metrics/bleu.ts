/**
 * BLEU-4: the geometric mean of the clipped precisions of 1- to 4-grams, times a brevity penalty. Papineni et al. 2002,
 * *BLEU: a Method for Automatic Evaluation of Machine Translation*, §2. Case matters; results are from 0 to 1.
 *
 * Over a corpus the counts are added up before anything is divided, without smoothing: 0 if no 4-gram is right. Of one
 * sentence, a precision of 0 counts as 0.1 matches (Chen and Cherry 2014, method 1), as self-BLEU needs it.
 */
import { ngramCounts } from "./ngrams";

export const BLEU_ORDER = 4;
const SMOOTHING = 0.1;

/** What BLEU is computed from; counts are by n − 1. */
export interface BleuCounts {
  readonly matches: readonly number[];
  /** n-grams of the hypothesis. */
  readonly totals: readonly number[];
  readonly length: number;
  /** Of the reference nearest in length. */
  readonly referenceLength: number;
}

/** Corpus BLEU of sentences that come one by one. */
export class CorpusBleu {
  readonly #matches = new Array<number>(BLEU_ORDER).fill(0);
  readonly #totals = new Array<number>(BLEU_ORDER).fill(0);
  #length = 0;
  #referenceLength = 0;

  add(counts: BleuCounts): void {
    for (let order = 0; order < BLEU_ORDER; order++) {
      this.#matches[order] += counts.matches[order];
      this.#totals[order] += counts.totals[order];
    }
    this.#length += counts.length;
    this.#referenceLength += counts.referenceLength;
  }

  get value(): number {
    return bleu({
      matches: this.#matches,
      totals: this.#totals,
      length: this.#length,
      referenceLength: this.#referenceLength,
    });
  }
}

/** BLEU of one sentence, smoothed. */
export function sentenceBleu(counts: BleuCounts): number {
  if (counts.matches[0] === 0) return 0;
  return bleu({ ...counts, matches: counts.matches.map((matches) => (matches === 0 ? SMOOTHING : matches)) });
}

/** Of a hypothesis and its references, words each. */
export function bleuCounts(hypothesis: readonly string[], references: readonly (readonly string[])[]): BleuCounts {
  const orders = Array.from({ length: BLEU_ORDER }, (_, index) => index + 1);
  return {
    matches: orders.map((n) => {
      const allowed = references.map((reference) => ngramCounts(reference, n));
      return clippedMatches(ngramCounts(hypothesis, n), (ngram) =>
        Math.max(0, ...allowed.map((counts) => counts.get(ngram) ?? 0)),
      );
    }),
    totals: ngramTotals(hypothesis.length),
    length: hypothesis.length,
    referenceLength: nearestLength(
      hypothesis.length,
      references.map(({ length }) => length),
    ),
  };
}

/** Σ over n-grams of the occurrences that a reference has too. */
export function clippedMatches(counts: ReadonlyMap<string, number>, allowed: (ngram: string) => number): number {
  let matches = 0;
  for (const [ngram, count] of counts) matches += Math.min(count, allowed(ngram));
  return matches;
}

/** n-grams of each order in a sentence of `length` words. */
export function ngramTotals(length: number): number[] {
  return Array.from({ length: BLEU_ORDER }, (_, index) => Math.max(0, length - index));
}

/** The reference length nearest to the hypothesis's, the shorter of two. */
export function nearestLength(length: number, references: readonly number[]): number {
  return references.reduce((nearest, candidate) => {
    const nearer = Math.abs(candidate - length) - Math.abs(nearest - length);
    return nearer < 0 || (nearer === 0 && candidate < nearest) ? candidate : nearest;
  }, Number.POSITIVE_INFINITY);
}

function bleu({ matches, totals, length, referenceLength }: BleuCounts): number {
  if (length === 0 || matches.some((count) => count === 0)) return 0;
  const precision = matches.reduce((sum, count, order) => sum + Math.log(count / Math.max(1, totals[order])), 0);
  const brevity = Math.min(0, 1 - referenceLength / length);
  return Math.exp(brevity + precision / BLEU_ORDER);
}
