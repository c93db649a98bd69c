import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { beforeAll, describe, expect, it } from "vitest";
import { RunningMoments } from "../../../src/core/metrics/runningMoments";
import { seeded } from "../../../src/core/random";
import { ParameterStore } from "../../../src/trainer/parameters";
import { batchNormalised, foldBatchNorm } from "../../../src/trainer/remedies/batchNorm";
import { randomWeights, tinyNetwork } from "../../reference/weights";

const GAMMA = 0.6;
const NETWORK = tinyNetwork({ pooling: "last" });
const { hidden: H, latent: L } = NETWORK;
const ROWS = 32;

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("batch-normalised means", () => {
  it("have mean b and deviation γ over the batch, and so a KL of (γ² + b²) / 2 at least", () => {
    const bias = [0.5, -1, 0, 9, 9, 9];
    const means = tf.mul(tf.add(tf.tensor2d(numbers(ROWS * L), [ROWS, L]), 3), [[1, 0.01, 100]]) as tf.Tensor2D;
    const { mean, variance } = moments(batchNormalised(means, tf.tensor1d(bias), GAMMA));
    for (let d = 0; d < L; d++) {
      expect(mean[d]).toBeCloseTo(bias[d], 5);
      expect(Math.sqrt(variance[d]) / GAMMA).toBeCloseTo(1, 3);
    }
  });

  it("has a gradient that moves no dimension as a whole, and scales none", () => {
    const means = tf.tensor2d(numbers(ROWS * L), [ROWS, L]);
    const weights = tf.tensor2d(numbers(ROWS * L, 2), [ROWS, L]);
    const gradient = tf.grad((x) =>
      tf.sum(tf.mul(batchNormalised(x as tf.Tensor2D, tf.zeros([2 * L]), GAMMA), weights)),
    )(means) as tf.Tensor2D;
    for (const along of [tf.ones([ROWS, L]), means]) {
      const moved = tf.sum(tf.mul(gradient, along), 0).dataSync();
      for (const value of moved) expect(value).toBeCloseTo(0, 4);
    }
  });

  it("fold into the linear layer, whose log-variances stay", () => {
    const store = ParameterStore.create(NETWORK);
    for (const [name, values] of randomWeights(NETWORK, 3)) store.get(name).value.set(values);
    const states = tf.tensor2d(numbers(ROWS * H), [ROWS, H]);
    const before = posterior(store, states);
    const bias = tf.tensor1d(store.get("posterior.bias").value.slice());
    foldBatchNorm(store, moments(before.mean), GAMMA);
    const after = posterior(store, states);
    expectClose(after.mean, batchNormalised(before.mean, bias, GAMMA));
    expect(after.logVariance.dataSync()).toEqual(before.logVariance.dataSync());
  });
});

function posterior(store: ParameterStore, states: tf.Tensor2D) {
  const { weight, bias } = {
    weight: tf.tensor2d(store.get("posterior.weight").value.slice(), [H, 2 * L]),
    bias: tf.tensor1d(store.get("posterior.bias").value.slice()),
  };
  const [mean, logVariance] = tf.split(tf.add(tf.matMul(states, weight), bias), 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return { mean, logVariance };
}

function moments(rows: tf.Tensor2D): RunningMoments {
  const found = new RunningMoments(L);
  for (const row of rows.arraySync()) found.add(row);
  return found;
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);
}

function numbers(count: number, seed = 1): number[] {
  const random = seeded(seed, "batch-norm-test");
  return Array.from({ length: count }, () => random.normal());
}
