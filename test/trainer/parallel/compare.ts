import { expect } from "vitest";
import type { NetworkConfig } from "../../../src/model/family/network";
import { initialise } from "../../../src/trainer/initialise";
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";
import type { GradientEngine, LossSums, ObjectiveControls } from "../../../src/trainer/step/gradients";
import { tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

export const CONFIG: NetworkConfig = tinyNetwork({ pooling: "last-mean", tied: true, skip: true, reversed: true });
export const CONTROLS: ObjectiveControls = { klWeight: 0.4, freeBits: 0.2 };

export function freshStore(): ParameterStore {
  const store = ParameterStore.create(CONFIG);
  initialise(store, 3);
  return store;
}

/** The losses of a few Adam steps over the same three batches again and again: of 2 and 5 sentences, one with dropout. */
export async function losses(engine: GradientEngine, steps: number): Promise<LossSums[]> {
  const optimizer = plainOptimizer("adam");
  const history: LossSums[] = [];
  for (let step = 1; step <= steps; step++) {
    const turn = step % 3;
    const rows = turn === 0 ? 2 : 5;
    const batch = syntheticBatch(CONFIG, { rows, time: 5, seed: turn, keep: 0.7, dropout: turn === 1 ? 0.2 : 0 });
    history.push(await engine.gradients(batch, CONTROLS, rows));
    optimizer.update(engine.parameters, { learningRate: 0.01, clip: 5, step });
  }
  return history;
}

export function expectSameLosses(actual: readonly LossSums[], expected: readonly LossSums[], tolerance = 1e-5): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((sums, step) => {
    for (const part of ["objective", "reconstruction", "kl"] as const) {
      expect(Math.abs((actual[step]?.[part] ?? Number.NaN) / sums[part] - 1)).toBeLessThan(tolerance);
    }
  });
}
