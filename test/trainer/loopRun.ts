/** Runs of the training loop over synthetic batches, with their steps on record. */
import { readFile } from "node:fs/promises";
import type { EpochEvent, NoticeEvent, StepEvent } from "../../src/protocol/trainingEvents";
import { loadAverage, loadCheckpoint, loadWeights, type RunPosition, START } from "../../src/trainer/checkpoint";
import type { Batch } from "../../src/trainer/corpus/batch";
import { initialise } from "../../src/trainer/initialise";
import { type LoopOutcome, runLoop } from "../../src/trainer/loop";
import { plainOptimizer } from "../../src/trainer/optimizer/plain";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import { ParameterStore } from "../../src/trainer/parameters";
import { progressClock } from "../../src/trainer/progress";
import { RunFolder } from "../../src/trainer/runFolder";
import { CompiledGradientEngine } from "../../src/trainer/step/compiled";
import { HostStepEngine } from "../../src/trainer/step/hostSteps";
import { ResidentStepEngine } from "../../src/trainer/step/residentSteps";
import type { StepEngine, TrainingStep } from "../../src/trainer/step/stepEngine";
import type { TrainedNetwork } from "../../src/trainer/trainedNetwork";
import { tinyNetwork } from "../reference/weights";
import { syntheticBatch } from "./syntheticBatch";

export const NETWORK = tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true });
export const BATCHES = 30;
export const EPOCHS = 2;

export interface Training {
  /** The out folder of the run. */
  readonly out: string;
  /** Of an epoch; default: `BATCHES`. */
  readonly count?: number;
  readonly options?: Partial<TrainingOptions>;
  readonly network?: TrainedNetwork;
  readonly epochs?: number;
  /** Steps whose update is made outside of the runtime. */
  readonly onHost?: boolean;
  /** Stops after so many runs of the engine. */
  readonly stopEngineAt?: number;
  /** Stops by something that happens while the process has nothing else to do after so many runs. */
  readonly stopBetweenAt?: number;
  readonly most?: number;
  readonly stopAt?: number;
  readonly resume?: boolean;
  readonly spoilt?: (batch: Batch, index: number) => Batch;
}

export async function train(training: Training) {
  const { most, stopAt = Number.POSITIVE_INFINITY, resume, spoilt, network = NETWORK } = training;
  const { epochs = EPOCHS, count = BATCHES } = training;
  const steps = epochs * count;
  const options: TrainingOptions = {
    ...PRESETS.small,
    sources: ["none"],
    out: training.out,
    autoencoder: 0.25,
    patience: 100,
    ...training.options,
  };
  const run = new RunFolder(options.out);
  await run.open({ ...options, resume: false }).catch(() => run.open({ ...options, resume: true }));
  const store = ParameterStore.create(network);
  const start: RunPosition = resume ? await loadCheckpoint(run.checkpoint, store) : START;
  if (!resume) initialise(store, 1);
  const controller = new AbortController();
  const engine = training.onHost
    ? new HostStepEngine(new CompiledGradientEngine(store, { threads: 1 }), plainOptimizer("adam"), options.clip)
    : new UpToEngine(store, options, most);
  const { runs, seen } = onRecord(engine, (count) => {
    if (count === training.stopEngineAt) controller.abort();
    if (count === training.stopBetweenAt) setImmediate(() => controller.abort());
  });
  const events: (StepEvent | EpochEvent | NoticeEvent)[] = [];
  try {
    const outcome: LoopOutcome = await runLoop(
      {
        options,
        folder: run,
        engine,
        clock: progressClock({ steps, elapsedBefore: 0, startStep: start.step, now: secondsPass() }),
        steps,
        unigram: 10,
        batches: (epoch, from) => batches(epoch, from, count, spoilt),
        freshBatches: (pass, from) => batches(1000 + pass, from, count),
        statisticsBatches: () => batches(0, 0, count),
        validationBatches: () => batches(99, BATCHES - 2, BATCHES),
        emit: (event) => {
          events.push(event);
          if (event.event !== "notice" && event.step >= stopAt) controller.abort();
        },
        describe: async (batch) => `batch of sentence ${batch.sentences[0]}`,
        signal: controller.signal,
      },
      start,
    );
    return { outcome, runs, seen, events };
  } finally {
    await engine.dispose();
  }
}

/** The real engine on the CPU, with no more than so many steps in a run. */
class UpToEngine extends ResidentStepEngine {
  constructor(
    store: ParameterStore,
    options: TrainingOptions,
    private readonly most = 16,
  ) {
    super(store, options, { threads: 1 });
  }

  override capacity(batch: Batch): number {
    return Math.min(this.most, super.capacity(batch));
  }
}

/** The runs of an engine, and the weights by the step after which they were to be seen. `tell` is given their number. */
function onRecord(engine: StepEngine, tell: (runs: number) => void) {
  const runs: (readonly TrainingStep[])[] = [];
  const seen = new Map<number, readonly Float32Array[]>();
  const run = engine.run.bind(engine);
  engine.run = async (steps) => {
    runs.push(steps);
    const outcomes = await run(steps);
    seen.set(
      steps[steps.length - 1].step,
      engine.parameters.parameters.map(({ value }) => value.slice()),
    );
    tell(runs.length);
    return outcomes;
  };
  return { runs, seen };
}

export function named(run: readonly TrainingStep[]) {
  return run.map(({ step, group, batch, learningRate }) => [step, group, batch.sentences[0], learningRate]);
}

/** Runs of 15 batches of one shape; each is named by its place in the epoch. */
export async function* batches(
  epoch: number,
  from: number,
  count = BATCHES,
  change = (batch: Batch, _: number) => batch,
) {
  for (let index = from; index < count; index++) {
    const time = index < 15 ? 3 : 4;
    const batch = syntheticBatch(NETWORK, { rows: 4, time, seed: 100 * epoch + index, keep: 0.7 });
    yield change({ ...batch, sentences: Uint32Array.of(index) }, index);
  }
}

export async function bestWeights(out: string): Promise<readonly Float32Array[]> {
  const store = ParameterStore.create(NETWORK);
  await loadWeights(new RunFolder(out).best, store);
  return store.parameters.map(({ value }) => value);
}

/** The weights that train, of the last checkpoint. */
export async function trainedWeights(out: string): Promise<ParameterStore> {
  const store = ParameterStore.create(NETWORK);
  await loadCheckpoint(new RunFolder(out).checkpoint, store);
  return store;
}

/** All that the last checkpoint holds, the time aside. */
export async function state(out: string) {
  const file = new RunFolder(out).checkpoint;
  const store = ParameterStore.create(NETWORK);
  const { elapsed: _, ...position } = await loadCheckpoint(file, store);
  const average = await loadAverage(file, store, { ...position, elapsed: 0 });
  const moments = store.parameters.map(({ value, firstMoment, secondMoment }) => [value, firstMoment, secondMoment]);
  return { position, moments, average: average.values };
}

export async function weights(out: string): Promise<Buffer> {
  return readFile(new RunFolder(out).best);
}

function secondsPass(): () => number {
  let time = 0;
  return () => {
    time += 100;
    return time;
  };
}
