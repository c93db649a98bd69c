import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { NetworkConfig } from "../../../src/model/family/network";
import { latentsOf, pathwiseExactKlSignal } from "../../../src/trainer/laboratory/signals";
import { StudiedNetwork } from "../../../src/trainer/laboratory/studied";
import { ParameterStore } from "../../../src/trainer/parameters";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const BOUND = { klWeight: 1, freeBits: 0 };

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe.each([
  tinyNetwork({ pooling: "last", tied: false, skip: false, reversed: false }),
  tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true }),
])("%o", (config) => {
  it("has the posteriors and the likelihood of the training step", async () => {
    const { network, engine, batch } = setUp(config);
    const { mean, logVariance, reconstruction } = await engine.evaluate(batch, BOUND);
    const posterior = network.posterior(batch);
    expect(posterior).toEqual({ mean, logVariance });
    const z = latentsOf({ ...posterior, noise: batch.noise });
    const { values } = network.likelihood(batch, z);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(-reconstruction, 3);
    expect(network.logLikelihood(batch, z)).toEqual(values);
  });

  it("has the likelihood's slope by z of finite differences", () => {
    const { network, batch } = setUp(config);
    const z = latentsOf({ ...network.posterior(batch), noise: batch.noise });
    const { slope } = network.likelihood(batch, z);
    const step = 1e-2;
    z.forEach((held, d) => {
      const at = (value: number): number =>
        network.logLikelihood(batch, z.with(d, value))[Math.floor(d / config.latent)];
      expect(Math.abs(slope[d] - (at(held + step) - at(held - step)) / (2 * step))).toBeLessThan(3e-3);
    });
  });

  it("gives the trainer's gradient of the encoder for the same noise", async () => {
    const { network, engine, batch, store } = setUp(config);
    const draw = { ...network.posterior(batch), noise: batch.noise };
    const gradient = new Float32Array(network.size);
    const { slope } = network.likelihood(batch, latentsOf(draw));
    network.addGradient(batch, pathwiseExactKlSignal(draw, slope), 1 / batch.rows, gradient);
    await engine.gradients(batch, BOUND, batch.rows);
    const found = byGroup(network, gradient);
    // The bound is the negative objective.
    const expected = (name: string) => [...store.get(name).gradient].map((value) => -value);
    expectClose(found["LSTM input"], expected("encoder.input"));
    expectClose(found["LSTM recurrent"], expected("encoder.recurrent"));
    expectClose(found["LSTM bias"], expected("encoder.bias"));
    const { latent: L } = config;
    const inHead = (log: boolean) => (_value: number, i: number) => i % (2 * L) >= L === log;
    for (const [group, log] of [
      ["posterior mean", false],
      ["posterior log-variance", true],
    ] as const) {
      const weights = expected("posterior.weight").filter(inHead(log));
      expectClose(found[group], [...weights, ...expected("posterior.bias").filter(inHead(log))]);
    }
  });
});

it("gives the encoder's part of the embedding's gradient, by the tokens that are read", async () => {
  // A decoder that ignores its tokens leaves the embedding to the encoder alone.
  const config = tinyNetwork({ tied: false });
  const { network, engine, batch, store } = setUp(config, (store) => store.get("decoder.input").value.fill(0));
  const draw = { ...network.posterior(batch), noise: batch.noise };
  const gradient = new Float32Array(network.size);
  const { slope } = network.likelihood(batch, latentsOf(draw));
  network.addGradient(batch, pathwiseExactKlSignal(draw, slope), 1, gradient);
  await engine.gradients(batch, BOUND, 1);
  const tokens = [...new Set(batch.encoderTokens)].sort((a, b) => a - b);
  const { embedding: E } = config;
  const rows = tokens.flatMap((token) => [...store.get("embedding").gradient.subarray(token * E, (token + 1) * E)]);
  expectClose(
    byGroup(network, gradient).embedding,
    rows.map((value) => -value),
  );
});

it("leaves no tensor behind", () => {
  const before = tf.memory().numTensors;
  const { network, batch } = setUp(tinyNetwork());
  const draw = { ...network.posterior(batch), noise: batch.noise };
  const { slope } = network.likelihood(batch, latentsOf(draw));
  network.addGradient(batch, pathwiseExactKlSignal(draw, slope), 1, new Float32Array(network.size));
  network.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

function setUp(config: NetworkConfig, change: (store: ParameterStore) => void = () => undefined) {
  const store = ParameterStore.create(config);
  const random = randomWeights(config, 11);
  for (const { name, value } of store.parameters) value.set(random.get(name) ?? []);
  change(store);
  const batch = syntheticBatch(config, { rows: 3, time: 6, seed: 5 });
  const network = new StudiedNetwork(store, [batch]);
  return { store, batch, network, engine: new EagerGradientEngine(store, "cpu") };
}

function byGroup(network: StudiedNetwork, gradient: Float32Array): Record<string, readonly number[]> {
  const ends = network.groups.map((_group, index) =>
    network.groups.slice(0, index + 1).reduce((n, { size }) => n + size, 0),
  );
  return Object.fromEntries(
    network.groups.map(({ name, size }, index) => [name, [...gradient.subarray(ends[index] - size, ends[index])]]),
  );
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  expect(scale).toBeGreaterThan(0);
  const worst = Math.max(...found.map((value, i) => Math.abs(value - expected[i])));
  expect(worst / scale).toBeLessThan(1e-5);
}
