import "@tensorflow/tfjs-backend-cpu";
import { afterEach, describe, expect, it } from "vitest";
import type { NetworkConfig } from "../../../src/model/family/network";
import type { Batch } from "../../../src/trainer/corpus/batch";
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import type { SessionSettings } from "../../../src/trainer/step/compiledSessions";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import type { GradientEngine, LossSums } from "../../../src/trainer/step/gradients";
import { referenceElbo } from "../../reference/network";
import { everyOption, inFloat64, randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const CONTROLS = { klWeight: 0.4, freeBits: 0.3 };
const NORMALIZER = 5;
const TOLERANCE = 1e-5;

const open: GradientEngine[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.dispose()));
});

describe("the compiled gradient step", () => {
  const options = everyOption().map((config) => [described(config), config] as const);

  it.each(options)("has the eager step's gradients: %s", async (_, config) => {
    const batch = syntheticBatch(config, { rows: 4, time: 6, seed: 3, dropout: 0.2, keep: 0.7 });
    await expectEqualGradients(config, batch, CONTROLS);
  });

  it.each([
    ["without dropout", {}, CONTROLS],
    ["without free bits", { dropout: 0.1 }, { klWeight: 1, freeBits: 0 }],
    ["with every dimension under its free bits", {}, { klWeight: 1, freeBits: 1e3 }],
    ["with a KL weight of zero", {}, { klWeight: 0, freeBits: 0.3 }],
    ["without decoder inputs", { keep: 0 }, CONTROLS],
    ["of one sentence", { rows: 1 }, CONTROLS],
    ["of single tokens", { time: 1 }, CONTROLS],
  ])("has the eager step's gradients %s", async (_, batchOptions, controls) => {
    const config = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
    const batch = syntheticBatch(config, { rows: 4, time: 5, seed: 5, ...batchOptions });
    await expectEqualGradients(config, batch, controls);
  });

  it("loses no embedding row on several threads", async () => {
    const config = tinyNetwork({ vocabulary: 6, embedding: 32 });
    const batch = syntheticBatch(config, { rows: 32, time: 8, seed: 3 });
    await expectEqualGradients(config, batch, CONTROLS, { threads: 4 });
  });

  it.each(options)("evaluates what float64 does: %s", async (_, config) => {
    const batch = syntheticBatch(config, { rows: 3, time: 5, seed: 8, dropout: 0.3 });
    const evaluation = await compiled(config).evaluate(batch, CONTROLS);
    const expected = referenceElbo(config, inFloat64(randomWeights(config, 7)), batch, CONTROLS);
    expectEqualSums(evaluation, expected);
    expect(relativeError(evaluation.mean, expected.mean)).toBeLessThan(TOLERANCE);
    expect(relativeError(evaluation.logVariance, expected.logVariance)).toBeLessThan(TOLERANCE);
  });

  it("has float64's gradient along random directions", async () => {
    const config = tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true });
    const batch = syntheticBatch(config, { rows: 3, time: 5, seed: 9, dropout: 0.2 });
    const engine = compiled(config);
    await engine.gradients(batch, CONTROLS, NORMALIZER);
    const weights = inFloat64(randomWeights(config, 7));
    const step = 1e-5;
    for (const { name, gradient } of engine.parameters.parameters) {
      const direction = randomWeights(config, 11, 1).get(name) as Float32Array;
      const objectiveAt = (distance: number) => {
        const moved = (weights.get(name) as Float64Array).map((value, index) => value + distance * direction[index]);
        return referenceElbo(config, new Map([...weights, [name, moved]]), batch, CONTROLS).objective;
      };
      const slope = (objectiveAt(step) - objectiveAt(-step)) / (2 * step * NORMALIZER);
      const along = gradient.reduce((sum, value, index) => sum + value * direction[index], 0);
      const size = Math.hypot(...gradient) * Math.hypot(...direction);
      expect(Math.abs(along - slope) / size).toBeLessThan(TOLERANCE);
    }
  });

  it.each(["adam", "sgd"] as const)("follows the eager step for 50 steps of %s, within 1e-4", async (name) => {
    const config = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
    const batches = Array.from({ length: 50 }, (_, step) =>
      syntheticBatch(config, { rows: 6, time: 3 + (step % 3), seed: step, dropout: 0.1, keep: 0.7 }),
    );
    const expected = await losses(eager(config), batches, name);
    const actual = await losses(compiled(config), batches, name);
    expect(expected[49]).toBeLessThan(expected[0]);
    actual.forEach((loss, step) => {
      expect(Math.abs(loss - expected[step]) / expected[step]).toBeLessThan(1e-4);
    });
  });

  it("is the same bits every time", async () => {
    const config = tinyNetwork();
    const batch = syntheticBatch(config, { rows: 4, time: 5, seed: 2 });
    const [one, other] = [compiled(config, { threads: 2 }), compiled(config, { threads: 2 })];
    expect(await one.gradients(batch, CONTROLS, 1)).toEqual(await other.gradients(batch, CONTROLS, 1));
    expect(one.parameters.parameters.map(({ gradient }) => gradient)).toEqual(
      other.parameters.parameters.map(({ gradient }) => gradient),
    );
  });

  it("goes on after letting sessions go", async () => {
    const config = tinyNetwork();
    const engine = compiled(config, { sessions: 1 });
    const batches = [3, 4, 5].map((time) => syntheticBatch(config, { rows: 2, time, seed: 1 }));
    const first = [];
    for (const batch of batches) first.push(await engine.gradients(batch, CONTROLS, 1));
    const again = [];
    for (const batch of batches) again.push(await engine.gradients(batch, CONTROLS, 1));
    expect(again).toEqual(first);
  });

  it("names the bucket that cannot be run", async () => {
    const config = tinyNetwork();
    const batch = syntheticBatch(config, { rows: 2, time: 3, seed: 1 });
    const outside = { ...batch, targets: batch.targets.map(() => config.vocabulary) };
    await expect(compiled(config).gradients(outside, CONTROLS, 1)).rejects.toMatchObject({
      code: "unavailable",
      where: "gradients of 2 sentences of 3 tokens",
    });
  });

  it("names the bucket that cannot be prepared", async () => {
    const config = tinyNetwork();
    const engine = compiled(config, { options: { graphOptimizationLevel: "none" as "all" } });
    const batch = syntheticBatch(config, { rows: 2, time: 3, seed: 1, dropout: 0.5 });
    await expect(engine.evaluate(batch, CONTROLS)).rejects.toMatchObject({
      code: "unavailable",
      where: "evaluation of 2 sentences of 3 tokens with dropout",
    });
  });
});

async function expectEqualGradients(
  config: NetworkConfig,
  batch: Batch,
  controls: typeof CONTROLS,
  settings?: SessionSettings,
): Promise<void> {
  const [oracle, engine] = [eager(config), compiled(config, settings)];
  expectEqualSums(
    await engine.gradients(batch, controls, NORMALIZER),
    await oracle.gradients(batch, controls, NORMALIZER),
  );
  for (const { name, gradient } of engine.parameters.parameters) {
    expect(relativeError(gradient, oracle.parameters.get(name).gradient), name).toBeLessThan(TOLERANCE);
  }
}

function expectEqualSums(actual: LossSums, expected: LossSums): void {
  for (const key of ["reconstruction", "kl", "objective"] as const) {
    expect(Math.abs(actual[key] - expected[key])).toBeLessThanOrEqual(TOLERANCE * Math.abs(expected[key]));
  }
}

async function losses(engine: GradientEngine, batches: readonly Batch[], name: "adam" | "sgd"): Promise<number[]> {
  const optimizer = plainOptimizer(name);
  const found: number[] = [];
  for (const [index, batch] of batches.entries()) {
    const { objective } = await engine.gradients(batch, CONTROLS, batch.tokens);
    optimizer.update(engine.parameters, { learningRate: name === "adam" ? 0.01 : 0.1, clip: 1, step: index + 1 });
    found.push(objective / batch.tokens);
  }
  return found;
}

function compiled(config: NetworkConfig, settings: SessionSettings = { threads: 1 }): CompiledGradientEngine {
  const engine = new CompiledGradientEngine(storeOf(config), settings);
  open.push(engine);
  return engine;
}

function eager(config: NetworkConfig): EagerGradientEngine {
  return new EagerGradientEngine(storeOf(config), "cpu");
}

function storeOf(config: NetworkConfig): ParameterStore {
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  return store;
}

/** Largest difference over the largest expected number. */
function relativeError(values: Float32Array, expected: ArrayLike<number>): number {
  const numbers = Array.from(expected);
  const difference = Math.max(...numbers.map((value, index) => Math.abs(values[index] - value)));
  return difference === 0 ? 0 : difference / Math.max(...numbers.map(Math.abs));
}

function described({ pooling, reversed, tied, skip }: NetworkConfig): string {
  return [pooling, ...(reversed ? ["reversed"] : []), ...(tied ? ["tied"] : []), ...(skip ? ["skip"] : [])].join(", ");
}
