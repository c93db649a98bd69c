/**
 * Buckets of lengths: one compiled graph serves all batches of a bucket, padded to its end.
 *
 * Lengths count positions, the end mark among them.
 */

/**
 * The ends of at most `count` buckets, ascending, with the fewest padded positions in all; exact, by dynamic programming.
 * The last end is the longest length that occurs. `histogram[t]`: sentences of t positions; those longer than `maxTime`
 * are left out of account. Fewer buckets come back if there are fewer lengths; none without a sentence.
 */
export function chooseBuckets(histogram: ArrayLike<number>, count = 8, maxTime = Number.POSITIVE_INFINITY): number[] {
  const lengths = Array.from(histogram, (_, time) => time).filter((time) => time <= maxTime && histogram[time] > 0);
  const size = lengths.length;
  if (size === 0) return [];
  /** Sentences of the first i lengths. Positions of the sentences themselves do not depend on the choice. */
  const upTo = [0];
  for (const [index, time] of lengths.entries()) upTo.push(upTo[index] + histogram[time]);
  // cost[i]: fewest positions for the first i lengths with the buckets used so far.
  let cost = Array.from({ length: size + 1 }, (_, i) => (i === 0 ? 0 : Number.POSITIVE_INFINITY));
  const starts: number[][] = [];
  for (let bucket = 0; bucket < Math.min(count, size); bucket++) {
    const next = [0];
    const start = [0];
    for (let end = 1; end <= size; end++) {
      let best = Number.POSITIVE_INFINITY;
      let from = 0;
      for (let begin = 0; begin < end; begin++) {
        const total = cost[begin] + (upTo[end] - upTo[begin]) * lengths[end - 1];
        if (total < best) {
          best = total;
          from = begin;
        }
      }
      next.push(best);
      start.push(from);
    }
    cost = next;
    starts.push(start);
  }
  return followBack(starts, lengths);
}

function followBack(starts: readonly (readonly number[])[], lengths: readonly number[]): number[] {
  const ends: number[] = [];
  let end = lengths.length;
  for (const start of starts.toReversed()) {
    if (end === 0) break;
    ends.unshift(lengths[end - 1]);
    end = start[end];
  }
  return ends;
}

/** The first bucket that holds a length; one past the last bucket if none does. */
export function bucketOf(buckets: readonly number[], time: number): number {
  let bucket = 0;
  while (bucket < buckets.length && buckets[bucket] < time) bucket++;
  return bucket;
}
