/** Minibatches of a corpus, each a function of the options and its number alone: a run that is resumed sees the same ones. */
import { seeded } from "../../core/random";
import type { Batch } from "./batch";
import { bucketOf } from "./buckets";
import { NO_DROPOUT } from "./dropout";
import { planEpoch } from "./epochPlan";
import { type BatchLayout, layOut, type NumberedSentence } from "./layOut";
import type { TokenStore } from "./tokenStore";

export interface BatchOptions extends BatchLayout {
  /** Sentences a batch; of a smaller corpus all. */
  readonly rows: number;
  /** Ends of the length buckets in positions, ascending (`chooseBuckets`). */
  readonly buckets: readonly number[];
  readonly seed: number;
  /** Batches of one shape that may follow each other (`StepEngine.runLength`). Default: chance decides. */
  readonly runLength?: number | undefined;
}

export interface EpochPosition {
  readonly epoch: number;
  /** Batches of the epoch to skip. */
  readonly start?: number;
}

/**
 * One epoch of training batches in random order, all of the same number of rows. Fewer sentences than one batch are left
 * out, others each epoch. Skipping costs reading and shuffling, no drawing.
 */
export async function* batches(store: TokenStore, options: BatchOptions & EpochPosition): AsyncGenerator<Batch> {
  const { seed, epoch, start = 0, runLength } = options;
  const rows = rowsOf(store, options);
  const buckets = bucketsFor(store, options.buckets);
  let index = 0;
  for await (const { sentences, time } of planEpoch(store, { rows, buckets, seed, epoch, runLength })) {
    if (index >= start) yield layOut(sentences, time, options, (purpose) => seeded(seed, purpose, epoch, index));
    index++;
  }
}

/** Batches of an epoch. */
export function epochLength(store: TokenStore, options: Pick<BatchOptions, "rows">): number {
  return store.count === 0 ? 0 : Math.floor(store.count / rowsOf(store, options));
}

/**
 * Every sentence exactly once, bucket after bucket, the shortest first; the last batch of a bucket may have fewer rows. No
 * dropout, and word dropout only where the decoder never sees a word (`wordKeep` 0). The noise is drawn, for a
 * one-sample estimate of the bound, and the same each time. Reads the store once a bucket; holds one batch.
 */
export async function* evaluationBatches(store: TokenStore, options: BatchOptions): AsyncGenerator<Batch> {
  const layout = { ...options, dropout: NO_DROPOUT, wordKeep: options.wordKeep === 0 ? 0 : 1 };
  const buckets = bucketsFor(store, options.buckets);
  let index = 0;
  for (const [bucket, time] of buckets.entries()) {
    for await (const sentences of inBunches(sentencesWithin(store, buckets, bucket), options.rows)) {
      const number = index++;
      yield layOut(sentences, time, layout, (purpose) => seeded(options.seed, "evaluation", purpose, number));
    }
  }
}

async function* sentencesWithin(
  store: TokenStore,
  buckets: readonly number[],
  bucket: number,
): AsyncGenerator<NumberedSentence> {
  for await (const { first, sentences } of store.blocks()) {
    for (const [index, tokens] of sentences.entries()) {
      if (bucketOf(buckets, tokens.length + 1) === bucket) yield { number: first + index, tokens };
    }
  }
}

async function* inBunches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let bunch: T[] = [];
  for await (const item of items) {
    bunch.push(item);
    if (bunch.length < size) continue;
    yield bunch;
    bunch = [];
  }
  if (bunch.length > 0) yield bunch;
}

function rowsOf(store: TokenStore, { rows }: Pick<BatchOptions, "rows">): number {
  return Math.min(rows, store.count);
}

/** The buckets, with one more if the store (of held-out sentences, say) has a longer sentence than they were chosen for. */
function bucketsFor(store: TokenStore, buckets: readonly number[]): readonly number[] {
  return store.longest > (buckets.at(-1) ?? 0) ? [...buckets, store.longest] : buckets;
}
