/** One training run: what is fixed before its first step, made from the options and the text. */
import path from "node:path";
import type { SpecialTokens } from "../core/decoding/stepDecoder";
import { featureWidth, isLanguageModel, type NetworkConfig } from "../model/family/network";
import { TOKENIZER_FILE } from "../model/manifest";
import { disk } from "../model/package/storage";
import type { PlanEvent } from "../protocol/trainingEvents";
import { loadCheckpoint, type RunPosition, START } from "./checkpoint";
import { type BatchOptions, epochLength } from "./corpus/batches";
import { chooseBuckets } from "./corpus/buckets";
import { type Corpus, type CorpusOptions, prepareCorpus } from "./corpus/prepare";
import type { Tell } from "./eventLog";
import { type Base, loadBase, openBase } from "./finetuning/base";
import { initialise } from "./initialise";
import type { TrainingOptions } from "./options";
import { ParameterStore } from "./parameters";
import type { RunFolder } from "./runFolder";
import { createStepEngine } from "./step/create";
import type { StepEngine } from "./step/stepEngine";
import type { TrainedNetwork } from "./trainedNetwork";

const BUCKETS = 8;

/** What stays the same over a run. */
export interface Run {
  readonly options: TrainingOptions;
  /** Of the model that the run started from. */
  readonly base: Base | undefined;
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
  const { from } = options;
  const base =
    from === undefined ? undefined : await openBase(from, folder.directory, (size) => networkOf(options, size));
  const corpus = await prepareCorpus(corpusOptions(options, folder.corpus), signal);
  const network = networkOf(options, corpus.tokenizer.size);
  const { special } = corpus.tokenizer;
  const batchOptions = batchOptionsOf(options, network, { histogram: corpus.train.histogram, special });
  const stepsPerEpoch = epochLength(corpus.train, batchOptions);
  const store = ParameterStore.create(trained(network, options));
  const engine = await createStepEngine(store, options, notify);
  return {
    options,
    base,
    corpus,
    network,
    engine,
    batchOptions: { ...batchOptions, runLength: engine.runLength },
    stepsPerEpoch,
    steps: Math.max(1, Math.ceil(options.epochs * stepsPerEpoch)),
  };
}

function corpusOptions(options: TrainingOptions, directory: string): CorpusOptions {
  const { sources, validation, include, exclude, gitignore, codeFiles, keepSecrets } = options;
  const { from, tokenizer: kind, vocabulary, maxTokens, language, seed } = options;
  const file = from === undefined ? {} : { file: path.join(from, TOKENIZER_FILE) };
  return {
    ...{ sources, include, exclude, gitignore, codeFiles, keepSecrets },
    ...(validation === undefined ? {} : { validation }),
    directory,
    tokenizer: { kind, vocabulary, ...file },
    ...{ maxTokens, language, seed },
  };
}

export function networkOf(options: TrainingOptions, vocabulary: number): NetworkConfig {
  const { embedding, hidden, pooling, reversed, tied, skip, direction } = options;
  const latent = options.family === "rnnlm" ? 0 : options.latent;
  const committed = options.delta > 0 ? { delta: options.delta } : {};
  return { vocabulary, embedding, hidden, latent, pooling, reversed, tied, skip, direction, ...committed };
}

/** With what training does to the network that is not there in use. */
export function trained(network: NetworkConfig, { batchNorm }: TrainingOptions): TrainedNetwork {
  return batchNorm > 0 ? { ...network, batchNorm } : network;
}

/** `histogram[t]`: training sentences of t positions, end mark among them. */
export function batchOptionsOf(
  options: TrainingOptions,
  network: NetworkConfig,
  { histogram, special }: { readonly histogram: ArrayLike<number>; readonly special: SpecialTokens },
): BatchOptions {
  return {
    rows: options.batch,
    buckets: chooseBuckets(histogram, BUCKETS, options.maxTokens + 1),
    latent: network.latent,
    embedding: network.embedding,
    features: featureWidth(network),
    reversed: network.reversed,
    direction: network.direction,
    special,
    wordKeep: options.keep,
    dropout: {
      decoder: options.dropout,
      encoder: isLanguageModel(network) ? 0 : options.encoderDropout,
      locked: options.lockedDropout,
    },
    seed: options.seed,
  };
}

/** Fills the engine's weights from the checkpoint of a run that goes on, from the model that it starts from, or from the seed. */
export async function startingPosition(
  options: TrainingOptions,
  folder: RunFolder,
  engine: StepEngine,
): Promise<RunPosition> {
  if (options.resume && (await disk.exists(folder.checkpoint)))
    return loadCheckpoint(folder.checkpoint, engine.parameters);
  if (options.from !== undefined) await loadBase(options.from, engine.parameters);
  else initialise(engine.parameters, options.seed);
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
