/** The loop over an engine that takes several steps in a run: it stops, goes on and fails as over one that takes one. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadCheckpoint, type RunPosition, START } from "../../src/trainer/checkpoint";
import type { Batch } from "../../src/trainer/corpus/batch";
import type { EpochEvent, StepEvent } from "../../src/trainer/events";
import { initialise } from "../../src/trainer/initialise";
import { type LoopOutcome, runLoop } from "../../src/trainer/loop";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import { ParameterStore } from "../../src/trainer/parameters";
import { progressClock } from "../../src/trainer/progress";
import { RunFolder } from "../../src/trainer/runFolder";
import { ResidentStepEngine } from "../../src/trainer/step/residentSteps";
import type { TrainingStep } from "../../src/trainer/step/stepEngine";
import { tinyNetwork } from "../reference/weights";
import { syntheticBatch } from "./syntheticBatch";

const NETWORK = tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true });
const BATCHES = 30;
const EPOCHS = 2;
const STEPS = BATCHES * EPOCHS;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-loop-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the loop over runs of steps", () => {
  it("takes every step once, in runs that no change of stage cuts", async () => {
    const { outcome, runs, events } = await train("whole");
    expect(outcome).toMatchObject({ reason: "finished", position: { step: STEPS, epoch: EPOCHS, batch: 0 } });
    expect(runs.flat().map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, index) => index + 1));
    expect(Math.max(...runs.map((run) => run.length))).toBeGreaterThan(4);
    for (const run of runs) expect(new Set(run.map(({ controls }) => controls.klWeight > 0)).size).toBe(1);
    const told = events.filter(({ event }) => event === "step");
    expect(told.at(-1)).toMatchObject({ step: STEPS, loss: expect.any(Number), tokensPerSecond: expect.any(Number) });
  });

  it("ends with the same weights however many steps a run may have", async () => {
    const [one, many] = [await train("one", { most: 1 }), await train("many")];
    expect(one.runs).toHaveLength(STEPS);
    expect(many.runs.length).toBeLessThan(STEPS / 2);
    expect(await weights("many")).toEqual(await weights("one"));
  });

  it.each([1, 20, 41])("goes on bit for bit after a stop at or after step %i", async (stopAt) => {
    await train("whole");
    const stopped = await train("stopped", { stopAt });
    expect(stopped.outcome.reason).toBe("interrupted");
    const { step } = stopped.outcome.position;
    expect(step).toBeGreaterThanOrEqual(stopAt);
    expect(step).toBeLessThan(stopAt + 16);
    const resumed = await train("stopped", { resume: true });
    expect(resumed.runs[0][0].step).toBe(step + 1);
    expect(await weights("stopped")).toEqual(await weights("whole"));
  });

  it("names step and sentences where a loss inside a run is no number, and keeps the checkpoint before", async () => {
    const spoilt = (batch: Batch, index: number): Batch =>
      index === 22 ? { ...batch, noise: batch.noise.map(() => Number.NaN) } : batch;
    await expect(train("diverged", { spoilt })).rejects.toMatchObject({
      code: "diverged",
      what: expect.stringContaining("step 23"),
      where: "batch of sentence 22",
    });
    const store = ParameterStore.create(NETWORK);
    expect((await loadCheckpoint(new RunFolder(path.join(folder, "diverged")).checkpoint, store)).step).toBeLessThan(
      23,
    );
    expect(store.parameters.every(({ value }) => value.every(Number.isFinite))).toBe(true);
  });
});

interface Training {
  readonly most?: number;
  readonly stopAt?: number;
  readonly resume?: boolean;
  readonly spoilt?: (batch: Batch, index: number) => Batch;
}

async function train(name: string, { most, stopAt = Number.POSITIVE_INFINITY, resume, spoilt }: Training = {}) {
  const options: TrainingOptions = {
    ...PRESETS.small,
    sources: ["none"],
    out: path.join(folder, name),
    autoencoder: 0.25,
    patience: 100,
  };
  const run = new RunFolder(options.out);
  await run.open({ ...options, resume: false }).catch(() => run.open({ ...options, resume: true }));
  const store = ParameterStore.create(NETWORK);
  const start: RunPosition = resume ? await loadCheckpoint(run.checkpoint, store) : START;
  if (!resume) initialise(store, 1);
  const engine = new CountingEngine(store, options, most);
  const controller = new AbortController();
  const events: (StepEvent | EpochEvent)[] = [];
  try {
    const outcome: LoopOutcome = await runLoop(
      {
        options,
        folder: run,
        engine,
        clock: progressClock({ steps: STEPS, elapsedBefore: 0, startStep: start.step, now: secondsPass() }),
        steps: STEPS,
        unigram: 10,
        batches: (epoch, from) => batches(epoch, from, spoilt),
        validationBatches: () => batches(99, BATCHES - 2),
        emit: (event) => {
          events.push(event);
          if (event.step >= stopAt) controller.abort();
        },
        describe: async (batch) => `batch of sentence ${batch.sentences[0]}`,
        signal: controller.signal,
      },
      start,
    );
    return { outcome, runs: engine.runs, events };
  } finally {
    await engine.dispose();
  }
}

/** The real engine on the CPU, with its runs on record. */
class CountingEngine extends ResidentStepEngine {
  readonly runs: (readonly TrainingStep[])[] = [];

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

  override async run(steps: readonly TrainingStep[]) {
    this.runs.push(steps);
    return super.run(steps);
  }
}

/** Runs of 15 batches of one shape; each is named by its place in the epoch. */
async function* batches(epoch: number, from: number, change = (batch: Batch, _: number) => batch) {
  for (let index = from; index < BATCHES; index++) {
    const time = index < 15 ? 3 : 4;
    const batch = syntheticBatch(NETWORK, { rows: 4, time, seed: 100 * epoch + index, keep: 0.7 });
    yield change({ ...batch, sentences: Uint32Array.of(index) }, index);
  }
}

async function weights(name: string): Promise<Buffer> {
  return readFile(new RunFolder(path.join(folder, name)).best);
}

function secondsPass(): () => number {
  let time = 0;
  return () => {
    time += 100;
    return time;
  };
}
