/** The language model through every form of the training step: the same losses and gradients, and no encoder anywhere. */
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { onnx } from "onnx-proto";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NetworkConfig } from "../../src/model/family/network";
import type { Batch } from "../../src/trainer/corpus/batch";
import { shard } from "../../src/trainer/corpus/shard";
import { initialise } from "../../src/trainer/initialise";
import { plainOptimizer } from "../../src/trainer/optimizer/plain";
import { ParallelGradientEngine } from "../../src/trainer/parallel/engine";
import { ParameterStore } from "../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../src/trainer/step/compiled";
import { traceBucket } from "../../src/trainer/step/compiledGraph";
import { EagerGradientEngine } from "../../src/trainer/step/eager";
import type { GradientEngine } from "../../src/trainer/step/gradients";
import { HostStepEngine } from "../../src/trainer/step/hostSteps";
import { ResidentStepEngine } from "../../src/trainer/step/residentSteps";
import type { StepEngine, TrainingStep } from "../../src/trainer/step/stepEngine";
import { referenceElbo } from "../reference/network";
import { inFloat64, languageModels, randomWeights, tinyNetwork } from "../reference/weights";
import { inProcessCrew } from "./parallel/inProcessCrew";
import { syntheticBatch } from "./syntheticBatch";

/** Of no consequence: there is no KL. */
const CONTROLS = { klWeight: 0.4, freeBits: 0.3 };
const open: { dispose(): Promise<void> }[] = [];

beforeAll(async () => {
  await tf.setBackend("cpu");
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.dispose()));
});

describe.each(languageModels())("a language model, tied $tied", (config) => {
  const batch = syntheticBatch(config, { rows: 5, time: 6, seed: 3, dropout: 0.2, keep: 0.7 });
  const expected = referenceElbo(config, inFloat64(randomWeights(config, 7)), batch, CONTROLS);

  it.each(["eager", "compiled", "parallel"] as const)("has the reference's cross-entropy, %s", async (kind) => {
    const found = await engineOf(kind, config).evaluate(batch, CONTROLS);
    expect(relative(found.reconstruction, expected.reconstruction)).toBeLessThan(1e-5);
    expect(found).toMatchObject({ objective: found.reconstruction, kl: 0 });
    expect([found.mean.length, found.logVariance.length]).toEqual([0, 0]);
  });

  it("has the gradients of central finite differences to 1e-4", async () => {
    const engine = engineOf("eager", config);
    await engine.gradients(batch, CONTROLS, batch.rows);
    for (const { name, gradient } of engine.parameters.parameters) {
      expect(difference(gradient, finiteDifferences(config, batch, name)), name).toBeLessThan(1e-4);
    }
  });

  it.each(["compiled", "parallel"] as const)("has the eager step's gradients, %s", async (kind) => {
    const [one, other] = [engineOf("eager", config), engineOf(kind, config)];
    const sums = await one.gradients(batch, CONTROLS, 5);
    expect(relative((await other.gradients(batch, CONTROLS, 5)).objective, sums.objective)).toBeLessThan(1e-5);
    for (const { name, gradient } of one.parameters.parameters) {
      expect(difference(other.parameters.get(name).gradient, gradient), name).toBeLessThan(1e-5);
    }
  });

  it("takes the same steps resident in the runtime", async () => {
    const rule = { optimizer: "adam", clip: 3 } as const;
    const steps = Array.from({ length: 5 }, (_, index): TrainingStep => {
      const batch = syntheticBatch(config, { rows: 6, time: 4, seed: index, dropout: 0.1 });
      return { batch, controls: CONTROLS, learningRate: 0.02, step: index + 1 };
    });
    const resident = opened<StepEngine>(new ResidentStepEngine(storeOf(config), rule, { threads: 1 }));
    const host = new HostStepEngine(engineOf("compiled", config), plainOptimizer("adam"), rule.clip);
    const [actual, wanted] = [await resident.run(steps), await host.run(steps)];
    wanted.forEach(({ objective, gradientNorm }, index) => {
      expect(relative(actual[index].objective, objective)).toBeLessThan(1e-4);
      expect(relative(actual[index].gradientNorm, gradientNorm)).toBeLessThan(1e-4);
      expect(actual[index].kl).toBe(0);
    });
  });

  it("has no encoder and no tensor without elements in its graphs", () => {
    for (const purpose of ["gradients", "evaluation"] as const) {
      const { graph } = onnx.ModelProto.decode(traceBucket(config, { purpose, rows: 5, time: 6, dropout: true }));
      const inputs = (graph?.input ?? []).map(({ name }) => name);
      expect(inputs.filter((name) => /encoder|noise|posterior|latent|initial/i.test(name ?? ""))).toEqual([]);
      const shapes = [...(graph?.input ?? []), ...(graph?.output ?? [])].map(
        ({ type }) => type?.tensorType?.shape?.dim,
      );
      expect(shapes.flat().some((axis) => Number(axis?.dimValue) === 0)).toBe(false);
    }
  });

  it("starts with open forget gates", () => {
    const store = ParameterStore.create(config);
    initialise(store, 1);
    const { hidden } = config;
    const ones = Array.from({ length: 4 * hidden }, (_, index) => (index >= 2 * hidden && index < 3 * hidden ? 1 : 0));
    expect([...store.get("decoder.bias").value]).toEqual(ones);
  });
});

it("splits into shards without what an encoder would read", () => {
  const parts = shard(syntheticBatch(tinyNetwork({ latent: 0 }), { rows: 5, time: 4, seed: 1, dropout: 0.2 }), 2);
  for (const { encoderTokens, encoderMask, noise, dropout } of parts) {
    expect([encoderTokens, encoderMask, noise, dropout?.encoderInput].map((part) => part?.length)).toEqual([
      0, 0, 0, 0,
    ]);
  }
});

function engineOf(kind: "eager" | "compiled" | "parallel", config: NetworkConfig): GradientEngine {
  const store = storeOf(config);
  if (kind === "compiled") return opened(new CompiledGradientEngine(store, { threads: 1 }));
  const eager = new EagerGradientEngine(store, "cpu");
  return kind === "eager" ? eager : new ParallelGradientEngine(eager, inProcessCrew(config, 2));
}

function opened<Engine extends { dispose(): Promise<void> }>(engine: Engine): Engine {
  open.push(engine);
  return engine;
}

function storeOf(config: NetworkConfig): ParameterStore {
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  return store;
}

function finiteDifferences(config: NetworkConfig, batch: Batch, name: string): Float64Array {
  const weights = inFloat64(randomWeights(config, 7));
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

function relative(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

/** Greatest difference over greatest magnitude. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const [differences, sizes] = [
    Array.from(expected, (value, index) => Math.abs(value - found[index])),
    Array.from(expected, Math.abs),
  ];
  return Math.max(...differences) / Math.max(...sizes);
}
