import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { EpochEvent, PlanEvent, StepEvent, TrainingEvent } from "../../../src/protocol/trainingEvents";
import { checkpointFile, eventsFile, finishedFile, recipeFile, runDirectory } from "../../../src/trainer/runs/files";
import { lockRun } from "../../../src/trainer/runs/lock";
import { effective, runStatus } from "../../../src/trainer/runs/status";
import { temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();
const directory = (): string => runDirectory(folder.path("model"));

async function leave(...events: readonly TrainingEvent[]): Promise<void> {
  await mkdir(directory(), { recursive: true });
  await writeFile(recipeFile(directory()), "{}");
  await writeFile(eventsFile(directory()), events.map((event) => `${JSON.stringify(event)}\n`).join(""));
}

const STARTED: TrainingEvent = { event: "started", pid: 1, resumed: false };

function plan(resumedAt?: number): PlanEvent {
  return {
    event: "plan",
    out: "model",
    run: "model.run",
    files: 1,
    sentences: 100,
    validationSentences: 10,
    tokens: 1000,
    vocabulary: 300,
    parameters: 5000,
    stepsPerEpoch: 10,
    steps: 100,
    engine: "eager",
    unigram: 50,
    dropped: {},
    preset: "small",
    seed: 1,
    ...(resumedAt === undefined ? {} : { resumedAt }),
  };
}

function step(number: number, loss = 1): StepEvent {
  return {
    event: "step",
    step: number,
    steps: 100,
    epoch: 0,
    tokensPerSecond: 1,
    loss,
    reconstruction: 1,
    kl: 0,
    klWeight: 1,
    learningRate: 0.1,
    gradientNorm: 1,
    minutesLeft: 1,
  };
}

function epoch(number: number): EpochEvent {
  return {
    event: "epoch",
    epoch: number / 10,
    step: number,
    bound: 1,
    reconstruction: 1,
    kl: 0,
    klWeight: 1,
    activeUnits: 1,
    latent: 4,
    unigram: 50,
    best: true,
  };
}

describe("runStatus", () => {
  it("says nothing of a folder without a run", async () => {
    expect(await runStatus(directory())).toBeUndefined();
    await mkdir(directory());
    expect(await runStatus(directory())).toBeUndefined();
  });

  it("tells a run that was killed or stopped from one that failed", async () => {
    await leave(STARTED, plan(), step(3));
    expect(await runStatus(directory())).toEqual({
      state: "stopped",
      resumable: false,
      last: { started: STARTED, plan: plan(), step: step(3) },
    });
    await writeFile(checkpointFile(directory()), "");
    await leave(STARTED, { event: "paused" });
    expect(await runStatus(directory())).toMatchObject({ state: "stopped", resumable: true });
    await leave(STARTED, { event: "error", message: "The disk is full" });
    expect(await runStatus(directory())).toMatchObject({
      state: "failed",
      last: { error: { message: "The disk is full" } },
    });
  });

  it("takes the word of the process that trains only as long as it does", async () => {
    await leave(STARTED, { event: "error", message: "an earlier one" }, { ...STARTED, resumed: true });
    const lock = await lockRun(directory());
    expect(await runStatus(directory())).toMatchObject({ state: "running", owner: { pid: process.pid } });
    await leave(STARTED, { event: "paused" });
    expect(await runStatus(directory())).toMatchObject({ state: "paused" });
    await leave(STARTED, { event: "paused" }, { event: "resumed" });
    expect(await runStatus(directory())).toMatchObject({ state: "running" });
    await lock.release();
    expect(await runStatus(directory())).toMatchObject({ state: "stopped" });
    await writeFile(finishedFile(directory()), "");
    expect(await runStatus(directory())).toMatchObject({ state: "finished", resumable: false });
  });
});

describe("effective", () => {
  it("leaves out the steps that were taken again", () => {
    const again = step(12, 0.9);
    const told = [STARTED, plan(), step(5), epoch(10), step(15), epoch(20), STARTED, plan(10), again];
    expect(effective(told)).toEqual([STARTED, plan(), step(5), epoch(10), STARTED, plan(10), again]);
  });

  it("leaves out all steps of a run that had no checkpoint", () => {
    expect(effective([STARTED, plan(), step(5), STARTED, plan()])).toEqual([STARTED, plan(), STARTED, plan()]);
  });
});
