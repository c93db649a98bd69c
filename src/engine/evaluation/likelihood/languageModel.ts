/** −ln p(x) of a language model: exact, one pass of the step decoder, in batches of like lengths. */
import { scoreSentences } from "../../../core/decoding/scoring";
import type { OpenModel } from "../../openModel";
import type { Sentence } from "./scorer";

const MOST_ROWS = 64;

/** Nats, in the sentences' order. */
export async function languageModelNll(
  { decoder }: Pick<OpenModel, "decoder">,
  sentences: readonly Sentence[],
  progress: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<Float64Array> {
  const nll = new Float64Array(sentences.length);
  const order = [...sentences.keys()].sort((a, b) => sentences[b].tokens.length - sentences[a].tokens.length);
  for (let start = 0; start < order.length; start += MOST_ROWS) {
    const batch = order.slice(start, start + MOST_ROWS);
    const tokens = batch.map((place) => sentences[place].tokens);
    const scores = await scoreSentences(decoder, new Float32Array(0), tokens, signal);
    batch.forEach((place, row) => {
      nll[place] = -scores[row];
    });
    progress(start + batch.length, order.length);
  }
  return nll;
}
