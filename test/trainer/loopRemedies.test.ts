/** The loop with those remedies against posterior collapse that are more than a term of the objective. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunningMoments } from "../../src/core/metrics/runningMoments";
import { loadWeights } from "../../src/trainer/checkpoint";
import { ParameterStore } from "../../src/trainer/parameters";
import { RunFolder } from "../../src/trainer/runFolder";
import { CompiledGradientEngine } from "../../src/trainer/step/compiled";
import { batches, bestWeights, NETWORK, named, state, train, trainedWeights, weights } from "./loopRun";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-loop-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("with the weights averaged over the tail", () => {
  const options = { averageShare: 0.4, autoencoder: 0 };

  it("keeps the mean of every eighth weight, whatever the runs", async () => {
    const { runs, seen } = await train({ out: at("averaged"), options });
    await train({ out: at("one"), options, most: 1 });
    expect(Math.max(...runs.map((run) => run.length))).toBeLessThanOrEqual(8);
    // Of 60 steps the last 40 % begin after step 36.
    const taken = [40, 48, 56].map((step) => seen.get(step) as readonly Float32Array[]);
    const best = await bestWeights(at("averaged"));
    best.forEach((values, index) => {
      values.forEach((value, at) => {
        const mean = taken.reduce((sum, weights) => sum + weights[index][at], 0) / taken.length;
        expect(value).toBeCloseTo(mean, 5);
      });
    });
    expect(await weights(at("one"))).toEqual(await weights(at("averaged")));
  });

  it("goes on bit for bit after a stop", async () => {
    await train({ out: at("whole"), options });
    for (const stopAt of [39, 41, 50]) {
      const out = at(`stopped-at-${stopAt}`);
      await train({ out, options, stopAt });
      await train({ out, options, resume: true });
      expect(await weights(out)).toEqual(await weights(at("whole")));
      expect(await state(out)).toEqual(await state(at("whole")));
    }
  });
});

describe("aggressive training", () => {
  /** Batches of an epoch, each with a burst before it. */
  const COUNT = 3;
  const options = { aggressive: true, autoencoder: 0, freeBits: 0 };
  const few = { options, onHost: true, epochs: 1, count: COUNT };

  it("takes steps of the encoder on batches of its own before each of the decoder", async () => {
    const { runs } = await train({ out: at("aggressive"), ...few });
    const steps = runs.flat();
    expect(steps.filter(({ group }) => group === "decoder").map(({ step }) => step)).toEqual(
      Array.from({ length: COUNT }, (_, index) => index + 1),
    );
    const ofEncoder = steps.filter(({ group }) => group === "encoder");
    expect(ofEncoder.map(({ step }) => step)).toEqual(ofEncoder.map((_, index) => index + 1));
    const bursts = steps
      .map(({ group }) => (group === "encoder" ? "e" : "d"))
      .join("")
      .split("d");
    for (const { length } of bursts.slice(0, -1)) {
      expect(length % 15 === 0 || length === 100, `${length} steps`).toBe(true);
      expect(length).toBeGreaterThanOrEqual(30);
    }
  });

  it("takes as many as were asked for where that is fewer than lie between two looks", async () => {
    const { runs } = await train({ out: at("aggressive-4"), ...few, options: { ...options, aggressiveSteps: 4 } });
    const groups = runs.flat().map(({ group }) => (group === "encoder" ? "e" : "d"));
    expect(groups.join("")).toBe("eeeed".repeat(COUNT));
  });

  it("trains both together once the information does not rise", async () => {
    const still = { ...options, learningRate: 1e-9 };
    const { runs, events } = await train({ out: at("caught-up"), ...few, epochs: 3, options: still });
    expect(events.filter(({ event }) => event === "notice")).toContainEqual(
      expect.objectContaining({ message: expect.stringMatching(/encoder has caught up/) }),
    );
    const last = runs[runs.length - 1][0];
    expect([last.step, last.group]).toEqual([3 * COUNT, undefined]);
  });

  it("goes on bit for bit after a stop in the midst of a burst", async () => {
    const { runs: whole } = await train({ out: at("whole"), ...few });
    for (const stop of [1, 47, 130]) {
      const out = at(`stopped-at-${stop}`);
      const { runs: first, outcome } = await train({ out, ...few, stopEngineAt: stop });
      expect(outcome.reason).toBe("interrupted");
      expect(first).toHaveLength(stop);
      const { runs: second } = await train({ out, ...few, resume: true });
      expect([...first, ...second].map(named)).toEqual(whole.map(named));
      expect(await weights(out)).toEqual(await weights(at("whole")));
      expect(await state(out)).toEqual(await state(at("whole")));
    }
  });
});

it("batch-normalised means are folded into what is kept, with the text's own statistics", async () => {
  const gamma = 0.6;
  await train({
    out: at("normalised"),
    options: { batchNorm: gamma, freeBits: 0 },
    network: { ...NETWORK, batchNorm: gamma },
  });
  const store = ParameterStore.create(NETWORK);
  await loadWeights(new RunFolder(at("normalised")).best, store);
  const engine = new CompiledGradientEngine(store, { threads: 1 });
  const moments = new RunningMoments(NETWORK.latent);
  for await (const batch of batches(0, 0)) {
    const { mean } = await engine.evaluate(batch, { klWeight: 1, freeBits: 0 });
    for (let row = 0; row < batch.rows; row++) {
      moments.add(mean.subarray(row * NETWORK.latent, (row + 1) * NETWORK.latent));
    }
  }
  await engine.dispose();
  const bias = (await trainedWeights(at("normalised"))).get("posterior.bias").value;
  for (let d = 0; d < NETWORK.latent; d++) {
    expect(moments.mean[d]).toBeCloseTo(bias[d], 4);
    expect(Math.sqrt(moments.variance[d])).toBeCloseTo(gamma, 4);
  }
});

it("the plateau schedule halves the rate after each epoch without a better objective", async () => {
  const options = { schedule: "plateau" as const, autoencoder: 0, annealShare: 0, learningRate: 1e-12 };
  const { runs, outcome } = await train({ out: at("flat"), options, epochs: 4 });
  const rates = runs.flat().map(({ learningRate }) => learningRate);
  expect(outcome.position.halvings).toBe(outcome.position.best?.epochsSince);
  expect(rates.at(-1)).toBeLessThan(0.6 * Math.max(...rates));
});

function at(name: string): string {
  return path.join(folder, name);
}
