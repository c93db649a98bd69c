/** Labelled sentences laid out for the classifier: time-major, padding in front, so that the end mark comes last for all. */
import type { Labelled } from "../../core/adversarial/parts";
import { type Random, shuffle } from "../../core/random";

export interface ClassifierBatch {
  /** B */
  readonly rows: number;
  /** T: the longest sentence and its end mark */
  readonly time: number;
  /** [T·B] ids */
  readonly tokens: Int32Array;
  /** [T·B] 1 on a token, 0 on padding */
  readonly mask: Float32Array;
  /** [B] 1 for real sentences, 0 for imputed ones */
  readonly real: Float32Array;
}

export type Sentence = Labelled<Int32Array>;

/** Words of a sentence that are read: the last ones, where imputed ends lie. */
const LONGEST = 100;
/** Batches' worth of sentences that are sorted by length together, which saves most of the padding and leaves chance its part. */
const POOL = 16;

/** `end`: the id of the end mark, which fills the padding too. */
export function layOutSentences(sentences: readonly Sentence[], end: number): ClassifierBatch {
  const rows = sentences.length;
  const read = sentences.map(({ words }) => words.slice(-LONGEST));
  const time = Math.max(...read.map(({ length }) => length)) + 1;
  const tokens = new Int32Array(time * rows).fill(end);
  const mask = new Float32Array(time * rows);
  for (const [row, words] of read.entries()) {
    const start = time - 1 - words.length;
    for (const [t, word] of words.entries()) tokens[(start + t) * rows + row] = word;
    for (let t = start; t < time; t++) mask[t * rows + row] = 1;
  }
  return { rows, time, tokens, mask, real: Float32Array.from(sentences, ({ real }) => (real ? 1 : 0)) };
}

/** All sentences once, in random batches of about the same length each. */
export function shuffledBatches(sentences: readonly Sentence[], rows: number, random: Random): Sentence[][] {
  const order = [...sentences];
  shuffle(order, random);
  const batches = chunks(order, POOL * rows).flatMap((pool) => chunks(byLength(pool), rows));
  shuffle(batches, random);
  return batches;
}

export function byLength(sentences: readonly Sentence[]): Sentence[] {
  return sentences.toSorted((a, b) => a.words.length - b.words.length);
}

export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) => items.slice(n * size, (n + 1) * size));
}
