/** ln p(x|z) of one sentence at many latents: what every estimate of its likelihood is made of. */
import type { Draws } from "./draws";

/** A sentence as the decoder sees it: tokens in its own order, without marks, and its place in the set. */
export interface Sentence {
  readonly index: number;
  readonly tokens: readonly number[];
}

export interface LikelihoodScorer {
  /** ln p(x|z) of each draw, the end mark included; nats. */
  score(sentence: Sentence, draws: Draws, signal?: AbortSignal): Promise<Float64Array>;
  dispose(): Promise<void>;
}

/** Runs over the latents of the draws in parts of at most `most` rows. */
export async function inRows(
  { latents, rows }: Pick<Draws, "latents" | "rows">,
  most: number,
  score: (part: Float32Array, rows: number) => Promise<ArrayLike<number>>,
): Promise<Float64Array> {
  const width = rows === 0 ? 0 : latents.length / rows;
  const scores = new Float64Array(rows);
  for (let start = 0; start < rows; start += most) {
    const end = Math.min(rows, start + most);
    scores.set(await score(latents.subarray(start * width, end * width), end - start), start);
  }
  return scores;
}
