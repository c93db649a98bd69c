/**
 * The order of one epoch: blocks of the store are drawn in random order, several at a time are mixed, and sentences of like
 * length make batches. Memory holds one window of blocks whatever the corpus.
 *
 * Every batch is full, so that the graphs that are compiled for it fit. What a window leaves over goes into the next one;
 * at the end shorter sentences are padded up into longer buckets, and fewer than a batch in all are left for another epoch.
 */
import { seeded, shuffle } from "../../core/random";
import { bucketOf } from "./buckets";
import type { NumberedSentence } from "./layOut";
import type { TokenStore } from "./tokenStore";

/** Blocks that are mixed: 64 Ki sentences. */
const WINDOW_BLOCKS = 64;

export interface EpochOptions {
  /** Sentences a batch, at most the store's. */
  readonly rows: number;
  /** Ends of the buckets in positions, ascending; the last must hold the longest sentence. */
  readonly buckets: readonly number[];
  readonly seed: number;
  readonly epoch: number;
  readonly windowBlocks?: number;
  /** How many batches of one bucket may follow each other for a run of steps. Default: chance decides. */
  readonly runLength?: number | undefined;
}

/** A batch that has not been laid out. */
export interface PlannedBatch {
  readonly sentences: readonly NumberedSentence[];
  /** Positions of the bucket. */
  readonly time: number;
}

/** The batches of an epoch, a function of the store and the options alone. */
export async function* planEpoch(store: TokenStore, options: EpochOptions): AsyncGenerator<PlannedBatch> {
  const { rows, buckets, seed, epoch, windowBlocks = WINDOW_BLOCKS, runLength = 1 } = options;
  const order = Uint32Array.from({ length: store.blockCount }, (_, block) => block);
  shuffle(order, seeded(seed, "blocks", epoch));
  let groups: NumberedSentence[][] = buckets.map(() => []);
  let window: NumberedSentence[] = [];
  let blocks = 0;
  for await (const { first, sentences } of store.blocks(order)) {
    for (const [index, tokens] of sentences.entries()) window.push({ number: first + index, tokens });
    blocks++;
    const last = blocks === order.length;
    if (blocks % windowBlocks !== 0 && !last) continue;
    const random = seeded(seed, "window", epoch, blocks);
    shuffle(window, random);
    for (const sentence of window) groups[bucketFor(sentence, buckets)].push(sentence);
    window = [];
    const batches = fullBatches(groups, buckets, rows);
    groups = groups.map((group) => group.slice(group.length - (group.length % rows)).map(detached));
    if (last) batches.push(...paddedUp(groups, buckets, rows, (group) => shuffle(group, random)));
    const runs = inRuns(batches, runLength);
    shuffle(runs, random);
    yield* runs.flat();
  }
}

function fullBatches(
  groups: readonly (readonly NumberedSentence[])[],
  buckets: readonly number[],
  rows: number,
): PlannedBatch[] {
  return groups.flatMap((group, bucket) =>
    Array.from({ length: Math.floor(group.length / rows) }, (_, batch) => ({
      sentences: group.slice(batch * rows, (batch + 1) * rows),
      time: buckets[bucket],
    })),
  );
}

/** Neighbours of one bucket together, at most `length` of them. */
function inRuns(batches: readonly PlannedBatch[], length: number): PlannedBatch[][] {
  const runs: PlannedBatch[][] = [];
  for (const batch of batches) {
    const run = runs.at(-1);
    if (run !== undefined && run.length < length && run[0].time === batch.time) run.push(batch);
    else runs.push([batch]);
  }
  return runs;
}

/** The last leftovers: each bucket's join the next one's until they fill a batch. */
function paddedUp(
  groups: readonly (readonly NumberedSentence[])[],
  buckets: readonly number[],
  rows: number,
  mix: (group: NumberedSentence[]) => void,
): PlannedBatch[] {
  const batches: PlannedBatch[] = [];
  let left: NumberedSentence[] = [];
  for (const [bucket, group] of groups.entries()) {
    left.push(...group);
    if (left.length < rows) continue;
    // So that which sentences miss the epoch is chance.
    mix(left);
    batches.push({ sentences: left.slice(0, rows), time: buckets[bucket] });
    left = left.slice(rows);
  }
  return batches;
}

/** A copy that does not keep its block in memory. */
function detached({ number, tokens }: NumberedSentence): NumberedSentence {
  return { number, tokens: tokens.slice() };
}

function bucketFor({ number, tokens }: NumberedSentence, buckets: readonly number[]): number {
  const bucket = bucketOf(buckets, tokens.length + 1);
  if (bucket === buckets.length) {
    throw new RangeError(`Sentence ${number} has ${tokens.length + 1} positions, the last bucket ${buckets.at(-1)}`);
  }
  return bucket;
}
