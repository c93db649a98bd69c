import { afterEach, describe, expect, it } from "vitest";
import type { NetworkConfig } from "../../../src/model/family/network";
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import { HostStepEngine } from "../../../src/trainer/step/hostSteps";
import { ResidentStepEngine } from "../../../src/trainer/step/residentSteps";
import type { StepEngine, StepOutcome, TrainingStep, UpdateRule } from "../../../src/trainer/step/stepEngine";
import { everyOption, randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const STEPS = 20;
const TOLERANCE = 1e-4;
const NETWORK = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
/** The first gradients of these networks are longer than this and the last ones shorter, or nearly. */
const RULES: readonly UpdateRule[] = [
  { optimizer: "adam", clip: 3 },
  { optimizer: "sgd", clip: 3 },
];

const open: StepEngine[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.dispose()));
});

describe("steps resident in the runtime", () => {
  it.each(RULES)("follow the engine and plain optimiser for 20 steps: $optimizer", async (rule) => {
    const steps = trainingSteps(NETWORK, rule);
    const [expected, actual] = [
      await take(host(NETWORK, rule), steps, 1),
      await take(resident(NETWORK, rule), steps, 5),
    ];
    expectSameOutcomes(actual, expected);
    const norms = expected.map(({ gradientNorm }) => gradientNorm);
    expect(Math.max(...norms)).toBeGreaterThan(rule.clip);
    expect(Math.min(...norms)).toBeLessThan(rule.clip);
    expect(expected[STEPS - 1].objective).toBeLessThan(expected[0].objective);
  });

  it.each(everyOption())("do so for the network $pooling $reversed $tied $skip", async (config) => {
    const rule: UpdateRule = { optimizer: "adam", clip: 3 };
    const steps = trainingSteps(config, rule).slice(0, 4);
    expectSameOutcomes(await take(resident(config, rule), steps, 4), await take(host(config, rule), steps, 1));
  });

  it.each(RULES)("end with the same weights, bit for bit, however many are in a run: $optimizer", async (rule) => {
    const steps = trainingSteps(NETWORK, rule);
    const engines = [resident(NETWORK, rule), resident(NETWORK, rule), resident(NETWORK, rule)];
    const outcomes = [];
    for (const [index, size] of [1, 7, STEPS].entries()) outcomes.push(await take(engines[index], steps, size));
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(outcomes[2]).toEqual(outcomes[0]);
    const [one, seven, all] = engines.map(({ parameters }) => stateOf(parameters));
    expect(seven).toEqual(one);
    expect(all).toEqual(one);
  });

  it("evaluate with the weights that they have come to", async () => {
    const rule: UpdateRule = { optimizer: "sgd", clip: 3 };
    const engine = resident(NETWORK, rule);
    const steps = trainingSteps(NETWORK, rule);
    await engine.run(steps);
    const { batch, controls } = steps[0];
    const reference = new CompiledGradientEngine(engine.parameters, { threads: 1 });
    expect(await engine.evaluate(batch, controls)).toEqual(await reference.evaluate(batch, controls));
    await reference.dispose();
  });

  it("tell the step from which the loss is no number", async () => {
    const rule: UpdateRule = { optimizer: "sgd", clip: 1e30 };
    const steps = trainingSteps(NETWORK, rule).map((step) => ({ ...step, learningRate: step.step === 3 ? 1e38 : 0.1 }));
    const finite = (await resident(NETWORK, rule).run(steps)).map(({ gradientNorm }) => Number.isFinite(gradientNorm));
    expect(finite.slice(0, 3)).toEqual([true, true, true]);
    expect(finite[3]).toBe(false);
  });

  it("take one step at first, and then as many as are over in half a second", async () => {
    const rule: UpdateRule = { optimizer: "adam", clip: 3 };
    let time = 0;
    const now = () => {
      time += 50;
      return time;
    };
    const engine = new ResidentStepEngine(storeOf(NETWORK), rule, { threads: 1 }, now);
    open.push(engine);
    const steps = trainingSteps(NETWORK, rule);
    const batch = steps[0].batch;
    expect(engine.capacity(batch)).toBe(1);
    await engine.run(steps.slice(0, 1));
    expect(engine.capacity(batch)).toBe(1);
    await engine.run(steps.slice(1, 2));
    expect(engine.capacity(batch)).toBe(10);
    await engine.run(steps.slice(2, 12));
    expect(engine.capacity(batch)).toBe(engine.runLength);
    expect(engine.capacity(syntheticBatch(NETWORK, { rows: 3, time: 9, seed: 1 }))).toBe(1);
  });
});

function trainingSteps(config: NetworkConfig, { optimizer }: UpdateRule): TrainingStep[] {
  return Array.from({ length: STEPS }, (_, index) => ({
    batch: syntheticBatch(config, { rows: 6, time: 4, seed: index, dropout: 0.1, keep: 0.7 }),
    controls: { klWeight: index / STEPS, freeBits: 0.3 },
    learningRate: (optimizer === "adam" ? 0.02 : 0.1) * (1 + index / STEPS),
    step: index + 1,
  }));
}

/** The steps in runs of a size. */
async function take(engine: StepEngine, steps: readonly TrainingStep[], size: number): Promise<StepOutcome[]> {
  const outcomes: StepOutcome[] = [];
  for (let from = 0; from < steps.length; from += size) {
    outcomes.push(...(await engine.run(steps.slice(from, from + size))));
  }
  return outcomes;
}

function expectSameOutcomes(actual: readonly StepOutcome[], expected: readonly StepOutcome[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [step, outcome] of expected.entries()) {
    for (const part of ["objective", "reconstruction", "kl", "gradientNorm"] as const) {
      expect(Math.abs(actual[step][part] / outcome[part] - 1), `${part} of step ${step}`).toBeLessThan(TOLERANCE);
    }
  }
}

function host(config: NetworkConfig, { optimizer, clip }: UpdateRule): StepEngine {
  const gradients = new CompiledGradientEngine(storeOf(config), { threads: 1 });
  return opened(new HostStepEngine(gradients, plainOptimizer(optimizer), clip));
}

function resident(config: NetworkConfig, rule: UpdateRule): StepEngine {
  return opened(new ResidentStepEngine(storeOf(config), rule, { threads: 1 }));
}

function opened(engine: StepEngine): StepEngine {
  open.push(engine);
  return engine;
}

function storeOf(config: NetworkConfig): ParameterStore {
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  return store;
}

function stateOf({ parameters }: ParameterStore): readonly Float32Array[] {
  return parameters.flatMap(({ value, firstMoment, secondMoment }) => [value, firstMoment, secondMoment]);
}
