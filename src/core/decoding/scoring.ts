import { throwIfCancelled } from "../errors";
import type { StepDecoder } from "./stepDecoder";

/**
 * ln p(x|z) of given sentences by teacher forcing, their end marks included: the sum over positions of ln p(x_t | x_<t, z).
 * `latents` is [rows, latent], one row a sentence; sentences are tokens without marks. Nats, in the sentences' order.
 */
export async function scoreSentences<State>(
  decoder: StepDecoder<State>,
  latents: Float32Array,
  sentences: readonly (readonly number[])[],
  signal?: AbortSignal,
): Promise<Float64Array> {
  const { bos, eos } = decoder.special;
  const sums = new Float64Array(sentences.length);
  let state: State = await decoder.start(latents, sentences.length);
  let inputs = new Int32Array(sentences.length).fill(bos);
  let going = Int32Array.from(sentences.keys());
  for (let position = 0; going.length > 0; position++) {
    throwIfCancelled(signal, "scoring");
    const targets = going.map((row) => sentences[row][position] ?? eos);
    const step = await decoder.step(inputs, state, { top: 0, targets });
    going.forEach((row, index) => {
      sums[row] += step.targetLogProbabilities[index];
    });
    const kept = Int32Array.from(going.keys()).filter((index) => position < sentences[going[index]].length);
    state = kept.length === going.length ? step.state : decoder.select(step.state, kept);
    inputs = kept.map((index) => targets[index]);
    going = kept.map((index) => going[index]);
  }
  return sums;
}
