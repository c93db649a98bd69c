/**
 * What a run takes of memory and disk, from its sizes. The numbers of memory are fitted to two runs of the compiled step on
 * 5,000 sentences (peak of the resident set, MB; measured and estimated):
 *
 *   small, batch 32, 1.9 million weights   356   356
 *   base, batch 64, 5.5 million weights    546   560
 */
import os from "node:os";
import type { NetworkConfig } from "../../model/family/network";
import type { TrainingOptions } from "../options";
import { chooseProcesses } from "../parallel/chooseProcesses";

export interface Sizes {
  readonly network: NetworkConfig;
  /** Trainable weights. */
  readonly weights: number;
  /** Positions of the longest bucket. */
  readonly longest: number;
  /** Of the whole text. */
  readonly sentences: number;
  readonly tokens: number;
  readonly characters: number;
}

const MEGABYTE = 1e6;
const FLOAT = 4;
/** Node with the runtimes loaded, and a process that shares the work. */
const PROCESS_MEGABYTES = 248;
/** Value, gradient and two moments of a weight. */
const COPIES_OF_WEIGHTS = 4;
/** Numbers a position that a step holds at once: of scores and their gradients, and of both LSTMs' gates and states. */
const SCORES_HELD = 1;
const STATES_HELD = 24;
const EMBEDDINGS_HELD = 4;
/** Of a set that is three quarters full at most. */
const BYTES_A_HASH = 16;

/** Megabytes of memory while it trains, those of its helpers included. */
export function memoryMegabytes(sizes: Sizes, options: TrainingOptions, cores = os.availableParallelism()): number {
  const { network, weights, longest, sentences } = sizes;
  const { processes } = chooseProcesses(options.threads ?? cores, weights, options.batch);
  const { vocabulary, hidden, embedding } = network;
  const held = SCORES_HELD * vocabulary + STATES_HELD * hidden + EMBEDDINGS_HELD * embedding;
  const bytes = COPIES_OF_WEIGHTS * FLOAT * weights + options.batch * longest * held * FLOAT + BYTES_A_HASH * sentences;
  return processes * PROCESS_MEGABYTES + bytes / MEGABYTE;
}

const TOKENIZER_BYTES_AN_ENTRY = 30;
/** Of the token's number in a file: two below 65,536 entries. */
const SHORT_VOCABULARY = 1 << 16;
/** Weights and both moments, in the checkpoint and in its successor while that is written. */
const CHECKPOINTED = 3 * 2;
/** The best weights likewise, and a preview of the package. */
const BEST = 2;

/** Megabytes of the finished package, and of the run's folder at its fullest. */
export function diskMegabytes(
  { network, weights, tokens, characters }: Sizes,
  { includeWeights }: Pick<TrainingOptions, "includeWeights">,
): { readonly package: number; readonly run: number } {
  const { vocabulary, embedding } = network;
  // Both graphs hold the embedding.
  const graphs = FLOAT * (weights + (network.latent > 0 ? vocabulary * embedding : 0));
  const tokenizer = TOKENIZER_BYTES_AN_ENTRY * vocabulary;
  const packaged = graphs + tokenizer + (includeWeights ? FLOAT * weights : 0);
  const corpus = tokens * (vocabulary < SHORT_VOCABULARY ? 2 : 4) + characters;
  return {
    package: packaged / MEGABYTE,
    run: (corpus + FLOAT * weights * (CHECKPOINTED + BEST) + packaged) / MEGABYTE,
  };
}
