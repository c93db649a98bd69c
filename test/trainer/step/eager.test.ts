import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { NetworkConfig } from "../../../src/model/family/network";
import type { Batch } from "../../../src/trainer/corpus/batch";
import { ParameterStore } from "../../../src/trainer/parameters";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import { referenceElbo } from "../../reference/network";
import { everyOption, inFloat64, randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const CONTROLS = { klWeight: 0.3, freeBits: 0.2 };

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("the eager step against float64", () => {
  it.each(everyOption())("has the reference's losses: %o", async (config) => {
    const batch = syntheticBatch(config, { rows: 3, time: 6, seed: 5, dropout: 0.3 });
    const { engine, weights } = setUp(config);
    const expected = referenceElbo(config, weights, batch, CONTROLS);
    const evaluation = await engine.evaluate(batch, CONTROLS);
    expect(relative(evaluation.reconstruction, expected.reconstruction)).toBeLessThan(1e-5);
    expect(relative(evaluation.kl, expected.kl)).toBeLessThan(1e-5);
    expect(relative(evaluation.objective, expected.objective)).toBeLessThan(1e-5);
    evaluation.mean.forEach((value, index) => {
      expect(Math.abs(value - expected.mean[index])).toBeLessThan(1e-5);
    });
    const sums = await engine.gradients(batch, CONTROLS, batch.rows);
    expect(sums.objective).toBe(evaluation.objective);
  });

  it.each([
    tinyNetwork({ pooling: "last", tied: false, skip: false, reversed: false }),
    tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true }),
  ])("has the gradients of central finite differences to 1e-4: %o", async (config) => {
    const batch = syntheticBatch(config, { rows: 3, time: 5, seed: 8, dropout: 0.3 });
    const { engine, store, weights } = setUp(config);
    await engine.gradients(batch, CONTROLS, batch.rows);
    for (const { name, gradient } of store.parameters) {
      const numeric = finiteDifferences(config, weights, batch, name);
      expect(relativeDifference(gradient, numeric), name).toBeLessThan(1e-4);
    }
  });

  it("leaves no gradient in dimensions under the free bits", async () => {
    const config = tinyNetwork();
    const batch = syntheticBatch(config, { rows: 2, time: 4, seed: 3 });
    const { engine, store } = setUp(config);
    // With z cut off from the decoder only the KL can move the posterior.
    for (const name of ["initial.weight", "decoder.latent"]) store.get(name).value.fill(0);
    await engine.gradients(batch, { klWeight: 1, freeBits: 1000 }, 1);
    expect(store.get("posterior.weight").gradient.every((value) => value === 0)).toBe(true);
    await engine.gradients(batch, { klWeight: 1, freeBits: 0 }, 1);
    expect(store.get("posterior.weight").gradient.some((value) => value !== 0)).toBe(true);
  });

  it("gives a posterior that padding does not touch", async () => {
    const config = tinyNetwork({ pooling: "last-mean" });
    const { engine } = setUp(config);
    const short = syntheticBatch(config, { rows: 3, time: 5, seed: 4 });
    const long = padInFront(short, 9);
    const expected = await engine.evaluate(short, CONTROLS);
    const padded = await engine.evaluate(long, CONTROLS);
    expect(Array.from(padded.mean)).toEqual(Array.from(expected.mean));
    expect(Array.from(padded.logVariance)).toEqual(Array.from(expected.logVariance));
    expect(padded.reconstruction).toBeCloseTo(expected.reconstruction, 4);
  });

  it("leaves no tensor behind", async () => {
    const config = tinyNetwork();
    const batch = syntheticBatch(config, { rows: 2, time: 4, seed: 3 });
    const { engine } = setUp(config);
    const before = tf.memory().numTensors;
    await engine.gradients(batch, CONTROLS, 2);
    await engine.evaluate(batch, CONTROLS);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function setUp(config: NetworkConfig) {
  const store = ParameterStore.create(config);
  const random = randomWeights(config, 11);
  for (const { name, value } of store.parameters) value.set(random.get(name) ?? []);
  return { store, weights: inFloat64(random), engine: new EagerGradientEngine(store, "cpu") };
}

/** The same sentences in a longer bucket. */
function padInFront(batch: Batch, time: number): Batch {
  const extra = (time - batch.time) * batch.rows;
  const front = <T extends Int32Array | Float32Array>(values: T): T => {
    const padded = new (values.constructor as { new (length: number): T })(values.length + extra);
    padded.set(values, extra);
    return padded;
  };
  const behind = <T extends Int32Array | Float32Array>(values: T): T => {
    const padded = new (values.constructor as { new (length: number): T })(values.length + extra);
    padded.set(values);
    return padded;
  };
  return {
    ...batch,
    time,
    encoderTokens: front(batch.encoderTokens),
    encoderMask: front(batch.encoderMask),
    decoderTokens: behind(batch.decoderTokens),
    targets: behind(batch.targets),
    targetWeights: behind(batch.targetWeights),
  };
}

function finiteDifferences(
  config: NetworkConfig,
  weights: ReadonlyMap<string, Float64Array>,
  batch: Batch,
  name: string,
): Float64Array {
  const values = weights.get(name) ?? new Float64Array();
  const step = 1e-5;
  const at = (): number => referenceElbo(config, weights, batch, CONTROLS).objective / batch.rows;
  return values.map((held, index) => {
    values[index] = held + step;
    const above = at();
    values[index] = held - step;
    const below = at();
    values[index] = held;
    return (above - below) / (2 * step);
  });
}

/** Greatest difference over greatest magnitude: a relative error that a single tiny element does not blow up. */
function relativeDifference(actual: Float32Array, expected: Float64Array): number {
  let worst = 0;
  let scale = 1e-6;
  for (let index = 0; index < expected.length; index++) {
    worst = Math.max(worst, Math.abs(actual[index] - expected[index]));
    scale = Math.max(scale, Math.abs(expected[index]));
  }
  return worst / scale;
}

function relative(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.abs(expected);
}
