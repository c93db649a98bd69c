/**
 * The encoder of a model package: sentences to posteriors q(z|x), in batches of like lengths so that little is padding.
 */
import { throwIfCancelled } from "../core/errors";
import type { Gaussian } from "../core/latent/gaussian";
import type { Manifest } from "../model/manifest";
import type { Session } from "./session";

/** Bounds of a batch: rows, and rows × longest sentence. */
const MOST_ROWS = 64;
const MOST_POSITIONS = 4096;

export class Encoder {
  constructor(
    private readonly session: Session,
    private readonly manifest: Pick<Manifest, "vocabulary" | "latent">,
  ) {}

  /** The posterior of each sentence (tokens without marks), in the sentences' order. */
  async encode(sentences: readonly (readonly number[])[], signal?: AbortSignal): Promise<Gaussian[]> {
    const posteriors = new Array<Gaussian>(sentences.length);
    for (const batch of batchesByLength(sentences.map(({ length }) => length + 1))) {
      throwIfCancelled(signal, "encoding");
      const encoded = await this.#encodeBatch(batch.map((index) => sentences[index]));
      batch.forEach((index, row) => {
        posteriors[index] = encoded[row];
      });
    }
    return posteriors;
  }

  async #encodeBatch(sentences: readonly (readonly number[])[]): Promise<Gaussian[]> {
    const { eos, pad } = this.manifest.vocabulary;
    const lengths = Int32Array.from(sentences, ({ length }) => length + 1);
    const rows = sentences.length;
    const time = Math.max(...lengths);
    const tokens = new Int32Array(rows * time).fill(pad);
    sentences.forEach((sentence, row) => {
      tokens.set(sentence, row * time);
      tokens[row * time + sentence.length] = eos;
    });
    const feeds = { tokens: { data: tokens, shape: [rows, time] }, lengths: { data: lengths, shape: [rows] } };
    const outputs = await this.session.run(feeds, ["mean", "log_variance"]);
    const { dimension } = this.manifest.latent;
    const [mean, logVariance] = ["mean", "log_variance"].map((name) => outputs.float32(name).data);
    return sentences.map((_, row) => ({
      mean: mean.slice(row * dimension, (row + 1) * dimension),
      logVariance: logVariance.slice(row * dimension, (row + 1) * dimension),
    }));
  }
}

/** Indices of the sentences, longest first, cut where a bound of a batch would be passed. */
export function batchesByLength(lengths: readonly number[]): number[][] {
  const order = [...lengths.keys()].sort((a, b) => lengths[b] - lengths[a]);
  const batches: number[][] = [];
  for (const index of order) {
    const batch = batches.at(-1);
    if (batch && batch.length < MOST_ROWS && (batch.length + 1) * lengths[batch[0]] <= MOST_POSITIONS)
      batch.push(index);
    else batches.push([index]);
  }
  return batches;
}
