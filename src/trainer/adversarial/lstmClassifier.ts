/** Trains the LSTM that tells real from imputed sentences, with early stopping on the validation sentences. */

import { surprisal } from "../../core/adversarial/logisticRegression";
import type { Parts } from "../../core/adversarial/parts";
import { throwIfCancelled } from "../../core/errors";
import { seeded } from "../../core/random";
import { dropoutMask } from "../corpus/dropout";
import { byLength, chunks, layOutSentences, type Sentence, shuffledBatches } from "./classifierBatch";
import { ClassifierNetwork, type ClassifierWeights } from "./classifierNetwork";

export interface LstmOptions {
  readonly embedding: number;
  readonly hidden: number;
  /** Sentences a step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Of the embeddings. */
  readonly dropout: number;
  /** At most. */
  readonly epochs: number;
  /** Epochs without a lower validation loss before stopping. */
  readonly patience: number;
}

export const LSTM_DEFAULTS: LstmOptions = {
  embedding: 64,
  hidden: 64,
  batch: 64,
  learningRate: 2e-3,
  dropout: 0.3,
  epochs: 20,
  patience: 3,
};

export interface ClassifierRun {
  /** Word ids are below this. */
  readonly size: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Told after each epoch. */
  readonly onEpoch?: ((epoch: number, validationLoss: number) => void) | undefined;
}

/** Whether each test sentence is told right by the network of the lowest validation loss, and in which epoch that was. */
export async function lstmTells(
  { train, validation, test }: Parts<Int32Array>,
  options: LstmOptions,
  { size, seed, signal, onEpoch }: ClassifierRun,
): Promise<{ readonly right: readonly boolean[]; readonly epoch: number }> {
  // The end mark comes after the words.
  const network = new ClassifierNetwork({ ...options, vocabulary: size + 1 }, seed, options.learningRate);
  try {
    let best: { readonly loss: number; readonly epoch: number; readonly weights: ClassifierWeights } | undefined;
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      await trainEpoch(network, train, options, { size, seed, signal, epoch });
      const loss = meanLoss(validation, logitsOf(network, validation, options.batch, size));
      onEpoch?.(epoch, loss);
      if (best === undefined || loss < best.loss) best = { loss, epoch, weights: network.weights() };
      else if (epoch - best.epoch >= options.patience) break;
    }
    if (best === undefined) throw new RangeError("No validation loss is a number");
    network.restore(best.weights);
    const logits = logitsOf(network, test, options.batch, size);
    return { right: test.map(({ real }, n) => logits[n] > 0 === real), epoch: best.epoch };
  } finally {
    network.dispose();
  }
}

async function trainEpoch(
  network: ClassifierNetwork,
  sentences: readonly Sentence[],
  { batch: rows, dropout, embedding }: LstmOptions,
  { size, seed, signal, epoch }: ClassifierRun & { readonly epoch: number },
): Promise<void> {
  const draw = seeded(seed, "classifier", "epoch", epoch);
  for (const bunch of shuffledBatches(sentences, rows, draw)) {
    throwIfCancelled(signal, "the adversarial evaluation");
    const batch = layOutSentences(bunch, size);
    network.step(batch, dropout > 0 ? dropoutMask(batch.tokens.length * embedding, dropout, draw) : undefined);
    // Lets an interruption through.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** In the order of the sentences. */
function logitsOf(network: ClassifierNetwork, sentences: readonly Sentence[], rows: number, end: number): number[] {
  const logits = new Map<Sentence, number>();
  for (const bunch of chunks(byLength(sentences), rows)) {
    const values = network.logits(layOutSentences(bunch, end));
    for (const [row, sentence] of bunch.entries()) logits.set(sentence, values[row]);
  }
  return sentences.map((sentence) => logits.get(sentence) ?? 0);
}

function meanLoss(sentences: readonly Sentence[], logits: readonly number[]): number {
  return sentences.reduce((sum, { real }, n) => sum + surprisal(logits[n], real), 0) / sentences.length;
}
