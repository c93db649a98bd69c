import "@tensorflow/tfjs-backend-cpu";
import { describe, expect, it } from "vitest";
import { ParallelGradientEngine } from "../../../src/trainer/parallel/engine";
import { fieldBlock } from "../../../src/trainer/parallel/fieldBlock";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import type { GradientEngine } from "../../../src/trainer/step/gradients";
import { syntheticBatch } from "../syntheticBatch";
import { CONFIG, CONTROLS, expectSameLosses, freshStore, losses } from "./compare";
import { inProcessCrew } from "./inProcessCrew";

const alone = (): GradientEngine => new EagerGradientEngine(freshStore(), "cpu");
const together = (processes: number): GradientEngine =>
  new ParallelGradientEngine(alone(), inProcessCrew(CONFIG, processes - 1));

describe("gradients added from shards", () => {
  it.each([1, 2, 3, 4])("follow the same losses with %i processes", async (processes) => {
    const expected = await losses(alone(), 12);
    expectSameLosses(await losses(together(processes), 12), expected);
    expect(expected[9]?.objective).toBeLessThan((expected[0]?.objective ?? 0) * 0.99); // the same batch, three rounds later
  });

  it("are those of the whole batch to 1e-5 for each weight", async () => {
    const batch = syntheticBatch(CONFIG, { rows: 5, time: 6, seed: 4, dropout: 0.3, keep: 0.6 });
    const [one, three] = [alone(), together(3)];
    await one.gradients(batch, CONTROLS, batch.tokens);
    await three.gradients(batch, CONTROLS, batch.tokens);
    for (const { name, gradient } of one.parameters.parameters) {
      const norm = Math.hypot(...gradient);
      const difference = Math.hypot(...gradient.map((value, at) => value - three.parameters.get(name).gradient[at]));
      expect(difference).toBeLessThanOrEqual(1e-5 * norm);
    }
  });

  it("repeat themselves bit for bit", async () => {
    const batch = syntheticBatch(CONFIG, { rows: 5, time: 6, seed: 5 });
    const [first, second] = [together(3), together(3)];
    expect(await first.gradients(batch, CONTROLS, 5)).toEqual(await second.gradients(batch, CONTROLS, 5));
    expect(fieldBlock(first.parameters, "gradient")).toEqual(fieldBlock(second.parameters, "gradient"));
  });
});

it("evaluates a batch in parts and puts the posteriors together in order", async () => {
  const batch = syntheticBatch(CONFIG, { rows: 5, time: 6, seed: 6 });
  const expected = await alone().evaluate(batch, CONTROLS);
  const evaluation = await together(3).evaluate(batch, CONTROLS);
  expectSameLosses([evaluation], [expected]);
  expect(evaluation.mean).toHaveLength(expected.mean.length);
  expected.mean.forEach((value, at) => {
    expect(evaluation.mean[at]).toBeCloseTo(value, 5);
    expect(evaluation.logVariance[at]).toBeCloseTo(expected.logVariance[at], 5);
  });
});

it("fails with the failure of one of its parts", async () => {
  const own = alone();
  const broken: GradientEngine = {
    ...own,
    config: own.config,
    parameters: own.parameters,
    gradients: async () => Promise.reject(new Error("no room")),
    evaluate: (batch, controls) => own.evaluate(batch, controls),
    dispose: async () => {},
  };
  const engine = new ParallelGradientEngine(broken, inProcessCrew(CONFIG, 2));
  const batch = syntheticBatch(CONFIG, { rows: 5, time: 6, seed: 7 });
  await expect(engine.gradients(batch, CONTROLS, 5)).rejects.toThrow("no room");
});
