/** One training run: what is fixed before its first step, made from the options and the text. */
import { featureWidth, type NetworkConfig } from "../model/family/network";
import { disk } from "../model/package/storage";
import { loadCheckpoint, type RunPosition, START } from "./checkpoint";
import { type BatchOptions, epochLength } from "./corpus/batches";
import { chooseBuckets } from "./corpus/buckets";
import { type Corpus, prepareCorpus } from "./corpus/prepare";
import type { Tell } from "./eventLog";
import type { PlanEvent } from "./events";
import { initialise } from "./initialise";
import type { TrainingOptions } from "./options";
import { ParameterStore } from "./parameters";
import type { RunFolder } from "./runFolder";
import { createStepEngine } from "./step/create";
import type { StepEngine } from "./step/stepEngine";

const BUCKETS = 8;

/** What stays the same over a run. */
export interface Run {
  readonly options: TrainingOptions;
  readonly corpus: Corpus;
  readonly network: NetworkConfig;
  readonly engine: StepEngine;
  readonly batchOptions: BatchOptions;
  readonly stepsPerEpoch: number;
  readonly steps: number;
}

/** Reads the text, and makes the network's engine. */
export async function prepareRun(
  options: TrainingOptions,
  folder: RunFolder,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<Run> {
  const notify = (message: string): void => tell({ event: "notice", message });
  const corpus = await prepareCorpus(
    {
      sources: options.sources,
      ...(options.validation === undefined ? {} : { validation: options.validation }),
      directory: folder.corpus,
      tokenizer: { kind: options.tokenizer, vocabulary: options.vocabulary },
      maxTokens: options.maxTokens,
      language: options.language,
      seed: options.seed,
    },
    signal,
  );
  const network = networkOf(options, corpus.tokenizer.size);
  const batchOptions = batchOptionsOf(options, network, corpus);
  const stepsPerEpoch = epochLength(corpus.train, batchOptions);
  const store = ParameterStore.create(network);
  const engine = await createStepEngine(store, options, notify);
  return {
    options,
    corpus,
    network,
    engine,
    batchOptions: { ...batchOptions, runLength: engine.runLength },
    stepsPerEpoch,
    steps: Math.max(1, Math.ceil(options.epochs * stepsPerEpoch)),
  };
}

function networkOf(options: TrainingOptions, vocabulary: number): NetworkConfig {
  const { embedding, hidden, latent, pooling, reversed, tied, skip } = options;
  return { vocabulary, embedding, hidden, latent, pooling, reversed, tied, skip };
}

function batchOptionsOf(options: TrainingOptions, network: NetworkConfig, corpus: Corpus): BatchOptions {
  return {
    rows: options.batch,
    buckets: chooseBuckets(corpus.train.histogram, BUCKETS, options.maxTokens + 1),
    latent: network.latent,
    embedding: network.embedding,
    features: featureWidth(network),
    reversed: network.reversed,
    special: corpus.tokenizer.special,
    wordKeep: options.keep,
    dropout: { decoder: options.dropout, encoder: options.encoderDropout, locked: options.lockedDropout },
    seed: options.seed,
  };
}

/** Fills the engine's weights from the checkpoint of a run that goes on, or from the seed. */
export async function startingPosition(
  options: TrainingOptions,
  folder: RunFolder,
  engine: StepEngine,
): Promise<RunPosition> {
  if (options.resume && (await disk.exists(folder.checkpoint)))
    return loadCheckpoint(folder.checkpoint, engine.parameters);
  initialise(engine.parameters, options.seed);
  return START;
}

export function planEvent(options: TrainingOptions, folder: RunFolder, run: Run, start: RunPosition): PlanEvent {
  const { statistics } = run.corpus;
  return {
    event: "plan",
    out: options.out,
    run: folder.directory,
    files: statistics.files,
    sentences: statistics.sentences,
    validationSentences: statistics.validationSentences,
    tokens: statistics.tokens,
    vocabulary: run.network.vocabulary,
    parameters: run.engine.parameters.count,
    stepsPerEpoch: run.stepsPerEpoch,
    steps: run.steps,
    engine: run.engine.name,
    unigram: statistics.unigram,
    dropped: statistics.dropped,
    preset: options.preset,
    seed: options.seed,
    ...(start.step > 0 ? { resumedAt: start.step } : {}),
  };
}
