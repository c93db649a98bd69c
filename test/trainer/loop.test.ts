/** The loop over an engine that takes several steps in a run: it stops, goes on and fails as over one that takes one. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadCheckpoint } from "../../src/trainer/checkpoint";
import type { Batch } from "../../src/trainer/corpus/batch";
import { ParameterStore } from "../../src/trainer/parameters";
import { RunFolder } from "../../src/trainer/runFolder";
import { BATCHES, EPOCHS, NETWORK, train, weights } from "./loopRun";

const STEPS = BATCHES * EPOCHS;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-loop-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the loop over runs of steps", () => {
  it("takes every step once, in runs that no change of stage cuts", async () => {
    const { outcome, runs, events } = await train({ out: at("whole") });
    expect(outcome).toMatchObject({ reason: "finished", position: { step: STEPS, epoch: EPOCHS, batch: 0 } });
    expect(runs.flat().map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, index) => index + 1));
    expect(Math.max(...runs.map((run) => run.length))).toBeGreaterThan(4);
    for (const run of runs) expect(new Set(run.map(({ controls }) => controls.klWeight > 0)).size).toBe(1);
    const told = events.filter(({ event }) => event === "step");
    expect(told.at(-1)).toMatchObject({ step: STEPS, loss: expect.any(Number), tokensPerSecond: expect.any(Number) });
  });

  it("ends with the same weights however many steps a run may have", async () => {
    const [one, many] = [await train({ out: at("one"), most: 1 }), await train({ out: at("many") })];
    expect(one.runs).toHaveLength(STEPS);
    expect(many.runs.length).toBeLessThan(STEPS / 2);
    expect(await weights(at("many"))).toEqual(await weights(at("one")));
  });

  it.each([1, 20, 41])("goes on bit for bit after a stop at or after step %i", async (stopAt) => {
    await train({ out: at("whole") });
    const stopped = await train({ out: at("stopped"), stopAt });
    expect(stopped.outcome.reason).toBe("interrupted");
    const { step } = stopped.outcome.position;
    expect(step).toBeGreaterThanOrEqual(stopAt);
    expect(step).toBeLessThan(stopAt + 16);
    const resumed = await train({ out: at("stopped"), resume: true });
    expect(resumed.runs[0][0].step).toBe(step + 1);
    expect(await weights(at("stopped"))).toEqual(await weights(at("whole")));
  });

  it("hears between two runs what it is asked, though they leave the process no time", async () => {
    const { outcome, runs } = await train({ out: at("asked"), most: 1, stopBetweenAt: 7 });
    expect(outcome).toMatchObject({ reason: "interrupted", position: { step: 7 } });
    expect(runs).toHaveLength(7);
  });

  it("names step and sentences where a loss inside a run is no number, and keeps the checkpoint before", async () => {
    const spoilt = (batch: Batch, index: number): Batch =>
      index === 22 ? { ...batch, noise: batch.noise.map(() => Number.NaN) } : batch;
    await expect(train({ out: at("diverged"), spoilt })).rejects.toMatchObject({
      code: "diverged",
      what: expect.stringContaining("step 23"),
      where: "batch of sentence 22",
    });
    const store = ParameterStore.create(NETWORK);
    expect((await loadCheckpoint(new RunFolder(at("diverged")).checkpoint, store)).step).toBeLessThan(23);
    expect(store.parameters.every(({ value }) => value.every(Number.isFinite))).toBe(true);
  });
});

function at(name: string): string {
  return path.join(folder, name);
}
