import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readPackage } from "../../../src/model/package/read";
import type { TrainingEvent } from "../../../src/protocol/trainingEvents";
import type { TrainingOptions } from "../../../src/trainer/options";
import { type RunRequest, requestOfRun } from "../../../src/trainer/runs/control";
import { runStatus } from "../../../src/trainer/runs/status";
import { exampleSentences, temporaryFolder } from "../corpus/temporaryFolder";
import { aWhile, begin, kinds, once, STEPS_AN_EPOCH, smallRun, TEXT, until, weightsOf } from "./smallRun";

const folder = temporaryFolder();
/** Steps enough that a request finds the run under way. */
const long = (changes: Partial<TrainingOptions> = {}) => smallRun(folder.path(), { epochs: 1000, ...changes });

/** A listener that asks the run at its first event of a kind. */
function askAt(kind: TrainingEvent["event"], request: RunRequest): (event: TrainingEvent) => void {
  const ask = once(folder.path("model.run"), request);
  return ({ event }) => event === kind && ask();
}

/** A run with so much text that the request finds it at its preparation. */
async function pausedInPreparation() {
  await folder.write({ "text.txt": exampleSentences(10_000).join("\n") });
  const options = smallRun(folder.path(), { epochs: 0.01 });
  const run = begin(options, { onStarted: () => void requestOfRun(run.directory, "pause") });
  await until(() => kinds(run.events).includes("paused"));
  return run;
}

beforeEach(() => folder.write({ "text.txt": TEXT }));

describe("a run that is asked", () => {
  it("to pause does so with a checkpoint, and goes on as if nothing had been", async () => {
    const whole = smallRun(folder.path(), { out: folder.path("whole"), epochs: 5 });
    await begin(whole).done;
    const options = smallRun(folder.path(), { epochs: 5 });
    const run = begin(options, {}, askAt("plan", "pause"));
    await until(() => kinds(run.events).includes("paused"));
    expect(await runStatus(run.directory)).toMatchObject({ state: "paused", resumable: true });
    const told = run.events.length;
    await aWhile();
    expect(run.events).toHaveLength(told);
    await requestOfRun(run.directory, "go");
    expect((await run.done).reason).toBe("finished");
    expect(kinds(run.events).filter((kind) => kind === "paused" || kind === "resumed")).toEqual(["paused", "resumed"]);
    expect(await weightsOf(options)).toEqual(await weightsOf(whole));
  });

  it("to pause while it prepares, waits and then prepares", async () => {
    const run = await pausedInPreparation();
    await requestOfRun(run.directory, "go");
    expect((await run.done).reason).toBe("finished");
    expect(kinds(run.events).slice(0, 4)).toEqual(["started", "paused", "resumed", "plan"]);
  });

  it("to stop and keep, exports the best weights so far", async () => {
    const run = begin(long(), {}, askAt("epoch", "keep"));
    const done = await run.done;
    const epochs = run.events.filter((event) => event.event === "epoch");
    expect(done.reason).toBe("kept");
    expect(done.bound).toBeCloseTo(Math.min(...epochs.map(({ bound }) => bound)), 4);
    expect((await readPackage(long().out)).manifest.metrics.bound).toBe(done.bound);
    expect(await runStatus(run.directory)).toMatchObject({ state: "finished", resumable: false, last: { done } });
  });

  it("to stop and keep before a validation counts, exports the newest weights", async () => {
    const annealing = long({ annealShare: 1, anneal: "linear" });
    const keep = once(folder.path("model.run"), "keep");
    const run = begin(annealing, {}, (event) => event.event === "step" && event.step > STEPS_AN_EPOCH && keep());
    const done = await run.done;
    expect(done.reason).toBe("kept");
    expect((await readPackage(annealing.out)).manifest.training.steps).toBe(done.step);
    const validated = run.events.filter((event) => event.event === "epoch").map(({ bound }) => bound);
    expect(validated.length).toBeGreaterThan(0);
    expect(validated).not.toContain(done.bound);
  });

  it("to discard, leaves nothing but the older model", async () => {
    const options = smallRun(folder.path());
    await begin(options).done;
    const before = await readFile(path.join(options.out, "homotopy.json"));
    const run = begin(long(), {}, askAt("step", "discard"));
    await expect(run.done).rejects.toMatchObject({ code: "cancelled", what: "The run was discarded on request" });
    expect(await readdir(folder.path())).toEqual(["model", "text.txt"]);
    expect(await readFile(path.join(options.out, "homotopy.json"))).toEqual(before);
  });

  it("to discard in a pause, does so", async () => {
    const run = begin(long(), {}, askAt("step", "pause"));
    await until(() => kinds(run.events).includes("paused"));
    await requestOfRun(run.directory, "discard");
    await expect(run.done).rejects.toMatchObject({ code: "cancelled" });
    expect(await runStatus(run.directory)).toBeUndefined();
  });

  it("to keep what is nothing yet, stops and can go on", async () => {
    const run = await pausedInPreparation();
    await requestOfRun(run.directory, "keep");
    await expect(run.done).rejects.toMatchObject({ code: "cancelled", what: expect.stringContaining("nothing yet") });
    expect(await runStatus(run.directory)).toMatchObject({ state: "stopped", last: { stopped: { event: "stopped" } } });
  });
});

describe("a run folder", () => {
  it("has one run at a time, which a second one does not disturb", async () => {
    const run = begin(long(), {}, (event) => event.event === "step" && second());
    let refused: Promise<unknown> | undefined;
    const second = (): void => {
      refused ??= Promise.allSettled([begin(long()).done, begin(long({ resume: true })).done]);
    };
    await until(() => refused !== undefined);
    const message = expect.stringMatching(/A run is under way in this folder: process/);
    const rejected = { status: "rejected", reason: expect.objectContaining({ code: "bad-call", message }) };
    expect(await refused).toEqual([rejected, rejected]);
    await requestOfRun(run.directory, "keep");
    expect((await run.done).reason).toBe("kept");
  });

  it("is not made by a resume of nothing", async () => {
    const nothing = begin(smallRun(folder.path(), { resume: true })).done;
    await expect(nothing).rejects.toMatchObject({ code: "bad-call", what: "There is no run to resume" });
    expect(await readdir(folder.path())).toEqual(["text.txt"]);
  });
});
