/** From text to a model package: the whole of `homotopy train`. Everything that a person sees goes through `emit`. */
import { access } from "node:fs/promises";
import { HomotopyError } from "../core/errors";
import { featureWidth, type NetworkConfig } from "../model/family/network";
import { loadCheckpoint, loadWeights, type RunPosition, START } from "./checkpoint";
import type { Batch } from "./corpus/batch";
import { type BatchOptions, batches, epochLength, evaluationBatches } from "./corpus/batches";
import { chooseBuckets } from "./corpus/buckets";
import { type Corpus, prepareCorpus } from "./corpus/prepare";
import { eventLog, type Tell } from "./eventLog";
import type { DoneEvent, PlanEvent, SampleEvent, TrainingEvent } from "./events";
import { initialise } from "./initialise";
import { type LoopOutcome, runLoop } from "./loop";
import type { TrainingOptions } from "./options";
import { ParameterStore } from "./parameters";
import { type ProgressClock, progressClock } from "./progress";
import { publish } from "./publish";
import { RunFolder } from "./runFolder";
import { createStepEngine } from "./step/create";
import type { StepEngine } from "./step/stepEngine";
import { type Validation, validate } from "./validate";

const BUCKETS = 8;
/** Held-out sentences shown in `sample` events. */
const SHOWN_SENTENCES = 5;

export interface TrainingHooks {
  /** Raised to stop after the step that is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Decodes a few sentences with a package of the weights as they are, for `sample` events. */
  readonly preview?: (folder: string, sentences: readonly string[]) => Promise<Omit<SampleEvent, "event" | "epoch">>;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/**
 * Trains, exports the package to `options.out`, and returns what came of it.
 * @throws HomotopyError "cancelled" after a checkpoint if the signal was raised; others for what a person can mend.
 */
export async function train(
  requested: TrainingOptions,
  emit: (event: TrainingEvent) => void,
  hooks: TrainingHooks = {},
): Promise<DoneEvent> {
  const now = hooks.now ?? (() => performance.now());
  const began = now();
  const folder = new RunFolder(requested.out);
  const options = await folder.open(requested);
  const log = eventLog(folder, emit);
  try {
    const run = await prepareRun(options, folder, log.tell, hooks);
    try {
      const start = await startingPosition(options, folder, run.engine);
      log.tell(planEvent(options, folder, run, start));
      const clock = progressClock({
        steps: run.steps,
        maxMinutes: options.maxMinutes,
        // Preparing counts against the limit too: the limit is on what the person waits for.
        elapsedBefore: start.elapsed + (now() - began) / 1000,
        startStep: start.step,
        now,
      });
      const outcome = await runLoop(loopContext(run, folder, clock, log.tell, hooks), start);
      if (outcome.reason === "interrupted") throw interrupted(folder);
      const done = await finish(run, folder, clock, outcome, hooks.signal);
      log.tell(done);
      await log.flush();
      await folder.clear();
      return done;
    } finally {
      await run.engine.dispose();
    }
  } finally {
    await log.flush();
  }
}

/** What stays the same over a run. */
interface Run {
  readonly options: TrainingOptions;
  readonly corpus: Corpus;
  readonly network: NetworkConfig;
  readonly engine: StepEngine;
  readonly batchOptions: BatchOptions;
  readonly stepsPerEpoch: number;
  readonly steps: number;
}

async function prepareRun(options: TrainingOptions, folder: RunFolder, tell: Tell, hooks: TrainingHooks): Promise<Run> {
  const notify = (message: string): void => tell({ event: "notice", message });
  const corpus = await prepareCorpus(
    {
      sources: options.sources,
      ...(options.validation === undefined ? {} : { validation: options.validation }),
      directory: folder.corpus,
      tokenizer: { kind: options.tokenizer, vocabulary: options.vocabulary },
      maxTokens: options.maxTokens,
      seed: options.seed,
    },
    hooks.signal,
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
    dropout: options.dropout,
    seed: options.seed,
  };
}

async function startingPosition(options: TrainingOptions, folder: RunFolder, engine: StepEngine): Promise<RunPosition> {
  if (options.resume && (await exists(folder.checkpoint))) return loadCheckpoint(folder.checkpoint, engine.parameters);
  initialise(engine.parameters, options.seed);
  return START;
}

function loopContext(run: Run, folder: RunFolder, clock: ProgressClock, tell: Tell, hooks: TrainingHooks) {
  const { corpus, batchOptions } = run;
  return {
    options: run.options,
    folder,
    engine: run.engine,
    clock,
    steps: run.steps,
    unigram: corpus.statistics.unigram,
    batches: (epoch: number, start: number) => batches(corpus.train, { ...batchOptions, epoch, start }),
    validationBatches: () => evaluationBatches(corpus.validation, batchOptions),
    emit: tell,
    afterEpoch: (position: RunPosition, validation: Validation) =>
      preview(run, folder, position, validation, tell, hooks),
    describe: (batch: Batch) => describeBatch(batch, corpus),
    signal: hooks.signal,
  };
}

/** Exports the best weights and says what they are worth. */
async function finish(
  run: Run,
  folder: RunFolder,
  clock: ProgressClock,
  { reason, position }: LoopOutcome,
  signal: AbortSignal | undefined,
): Promise<DoneEvent> {
  const { options, corpus, engine } = run;
  await loadWeights(folder.best, engine.parameters);
  const controls = { klWeight: options.klWeight, freeBits: options.freeBits };
  const validation = await validate(engine, evaluationBatches(corpus.validation, run.batchOptions), controls, signal);
  if (validation === undefined) throw interrupted(folder);
  await publish({ ...published(run, position, validation), directory: options.out });
  return {
    event: "done",
    out: options.out,
    reason,
    step: position.step,
    epochs: position.epoch,
    minutes: clock.elapsed() / 60,
    bound: validation.bound,
    reconstruction: validation.reconstruction,
    kl: validation.kl,
    activeUnits: validation.activeUnits,
    unigram: corpus.statistics.unigram,
  };
}

/** Shows what the model says by now. A preview that fails is told and forgotten: training matters more. */
async function preview(
  run: Run,
  folder: RunFolder,
  position: RunPosition,
  validation: Validation,
  tell: Tell,
  hooks: TrainingHooks,
): Promise<void> {
  if (hooks.preview === undefined) return;
  try {
    await publish({ ...published(run, position, validation), directory: folder.preview });
    const shown = await sentences(run.corpus, SHOWN_SENTENCES);
    tell({ event: "sample", epoch: position.epoch, ...(await hooks.preview(folder.preview, shown)) });
  } catch (error) {
    tell({ event: "notice", message: `No samples of epoch ${position.epoch}: ${String(error)}` });
  }
}

function published({ options, network, corpus, engine }: Run, position: RunPosition, validation: Validation) {
  return { options, network, corpus, store: engine.parameters, validation, engine: engine.name, position };
}

/** The first held-out sentences, as text. */
async function sentences(corpus: Corpus, count: number): Promise<readonly string[]> {
  const tokens: number[][] = [];
  for await (const sentence of corpus.validation.sentences()) {
    if (tokens.length === count) break;
    tokens.push(Array.from(sentence));
  }
  return corpus.tokenizer.decodeBatch(tokens);
}

/** The beginning of a batch's text, for a message. */
async function describeBatch(batch: Batch, { tokenizer }: Corpus): Promise<string> {
  const rows = Array.from({ length: batch.rows }, (_, row) =>
    Array.from({ length: batch.time }, (_, t) => batch.targets[t * batch.rows + row]).filter(
      (token, t) => batch.targetWeights[t * batch.rows + row] > 0 && token !== tokenizer.special.eos,
    ),
  );
  const texts = await tokenizer.decodeBatch(rows);
  return texts.map((text) => JSON.stringify(text)).join(" ");
}

function planEvent(options: TrainingOptions, folder: RunFolder, run: Run, start: RunPosition): PlanEvent {
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

function interrupted(folder: RunFolder): HomotopyError {
  return new HomotopyError("cancelled", "Training stopped on request", folder.directory, "go on with it by --resume");
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
