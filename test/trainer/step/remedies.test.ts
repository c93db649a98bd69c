/** The steps of every engine with the remedies against posterior collapse: they agree, and change what they are to change. */
import "@tensorflow/tfjs-backend-cpu";
import { afterEach, describe, expect, it } from "vitest";
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { isOfEncoder } from "../../../src/trainer/parameterGroups";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import type { GradientEngine, ObjectiveControls } from "../../../src/trainer/step/gradients";
import { HostStepEngine } from "../../../src/trainer/step/hostSteps";
import { ResidentStepEngine } from "../../../src/trainer/step/residentSteps";
import type { StepEngine, TrainingStep } from "../../../src/trainer/step/stepEngine";
import type { TrainedNetwork } from "../../../src/trainer/trainedNetwork";
import { referenceElbo } from "../../reference/network";
import { inFloat64, randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const PLAIN = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
const CONTROLS = { klWeight: 0.4, freeBits: 0.3 };
const CLIP = 3;
const CASES: readonly [string, TrainedNetwork, ObjectiveControls][] = [
  ["free bits in total", PLAIN, { klWeight: 0.4, freeBits: 0, freeBitsTotal: 2.5 }],
  ["a committed rate", { ...PLAIN, delta: 0.2 }, CONTROLS],
  ["batch-normalised means", { ...PLAIN, batchNorm: 0.6 }, CONTROLS],
];

const open: (GradientEngine | StepEngine)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.dispose()));
});

describe.each(CASES)("with %s", (_, config, controls) => {
  const batch = syntheticBatch(PLAIN, { rows: 6, time: 5, seed: 4, dropout: 0.2, keep: 0.7 });

  it("the compiled gradients are the eager ones", async () => {
    const [actual, expected] = [compiled(config), eager(config)];
    expectClose(
      [(await actual.gradients(batch, controls, 6)).objective],
      [(await expected.gradients(batch, controls, 6)).objective],
    );
    for (const { name, gradient } of actual.parameters.parameters) {
      // The normalisation takes the bias of the means away: what is left of its gradient is b's.
      expectClose(gradient, expected.parameters.get(name).gradient, name);
    }
  });

  it("steps in the runtime are those on the host", async () => {
    const rule = { optimizer: "adam", clip: CLIP } as const;
    const resident = opened(new ResidentStepEngine(storeOf(config), rule, { threads: 1 }));
    const steps = Array.from({ length: 4 }, (_, index): TrainingStep => {
      const shaped = syntheticBatch(PLAIN, { rows: 6, time: 5, seed: index, dropout: 0.2 });
      return { batch: shaped, controls, learningRate: 0.01, step: index + 1 };
    });
    const actual = (await resident.run(steps)).map(({ objective }) => objective);
    const expected = (await host(config).run(steps)).map(({ objective }) => objective);
    expectClose(actual, expected);
  });

  it("an evaluation is float64's, of the network without its batch", async () => {
    const { batchNorm: _, ...inUse } = config;
    const expected = referenceElbo(inUse, inFloat64(randomWeights(PLAIN, 7)), batch, controls);
    for (const engine of [eager(config), compiled(config)]) {
      const evaluation = await engine.evaluate(batch, controls);
      expectClose([evaluation.objective], [expected.objective]);
      expectClose(evaluation.mean, expected.mean);
      expectClose(evaluation.logVariance, expected.logVariance);
    }
  });
});

describe("a step of one group", () => {
  it.each(["encoder", "decoder"] as const)("changes the %s, and of the others not a bit", async (group) => {
    const engine = host(PLAIN);
    const before = snapshot(engine.parameters);
    for (const step of [1, 2, 3]) {
      const batch = syntheticBatch(PLAIN, { rows: 4, time: 4, seed: step });
      await engine.run([{ batch, controls: CONTROLS, learningRate: 0.01, step, group }]);
    }
    for (const [name, state] of snapshot(engine.parameters)) {
      if (isOfEncoder(name) === (group === "encoder")) expect(state[0], name).not.toEqual(before.get(name)?.[0]);
      else expect(state, name).toEqual(before.get(name));
    }
  });

  it("is none of those that stay in the runtime", async () => {
    const engine = opened(new ResidentStepEngine(storeOf(PLAIN), { optimizer: "sgd", clip: CLIP }, { threads: 1 }));
    const batch = syntheticBatch(PLAIN, { rows: 2, time: 3, seed: 1 });
    const step = { batch, controls: CONTROLS, learningRate: 0.1, step: 1, group: "encoder" as const };
    await expect(engine.run([step])).rejects.toThrow(RangeError);
  });
});

function compiled(config: TrainedNetwork): GradientEngine {
  return opened(new CompiledGradientEngine(storeOf(config), { threads: 1 }));
}

function eager(config: TrainedNetwork): GradientEngine {
  return opened(new EagerGradientEngine(storeOf(config), "cpu"));
}

function host(config: TrainedNetwork): StepEngine {
  return opened(new HostStepEngine(compiled(config), plainOptimizer("adam"), CLIP));
}

function opened<E extends GradientEngine | StepEngine>(engine: E): E {
  open.push(engine);
  return engine;
}

function storeOf(config: TrainedNetwork): ParameterStore {
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  return store;
}

/** Weights and moments by name. */
function snapshot({ parameters }: ParameterStore): ReadonlyMap<string, readonly Float32Array[]> {
  return new Map(
    parameters.map(({ name, value, firstMoment, secondMoment }) => [
      name,
      [value.slice(), firstMoment.slice(), secondMoment.slice()],
    ]),
  );
}

/** Within 1e-4 of the largest expected number. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what = ""): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  const difference = Math.max(...Array.from(expected, (value, index) => Math.abs(actual[index] - value)));
  expect(difference, what).toBeLessThanOrEqual(1e-4 * largest);
}
