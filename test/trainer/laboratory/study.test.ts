import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { Average } from "../../../src/trainer/laboratory/average";
import { Baselines, ESTIMATORS } from "../../../src/trainer/laboratory/estimators";
import { type StudyRequest, studyGradients } from "../../../src/trainer/laboratory/study";
import { ParameterStore } from "../../../src/trainer/parameters";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function request(options: Partial<StudyRequest> = {}): StudyRequest {
  const config = tinyNetwork();
  const store = ParameterStore.create(config);
  const random = randomWeights(config, 3);
  for (const { name, value } of store.parameters) value.set(random.get(name) ?? []);
  return { store, batches: [syntheticBatch(config, { rows: 4, time: 3, seed: 1 })], draws: 30, seed: 1, ...options };
}

describe("a study of gradients", () => {
  it("finds all estimators unbiased and REINFORCE noisier by far", async () => {
    const { groups, sentences, draws, bound } = await studyGradients(request());
    expect({ sentences, draws }).toEqual({ sentences: 4, draws: 30 });
    expect(bound.mean).toBeLessThan(0);
    expect(groups.map(({ group }) => group)).toContain("whole encoder");
    for (const { estimators } of groups) {
      expect(estimators.map(({ estimator }) => estimator)).toEqual(ESTIMATORS);
      expect(estimators.filter(({ unbiased }) => !unbiased)).toEqual([]);
      const ratio = Object.fromEntries(estimators.map((study) => [study.estimator, study.ratio ?? Number.NaN]));
      expect(ratio.pathwise).toBe(1);
      expect(ratio["reinforce-baseline"]).toBeGreaterThan(1.5);
      expect(ratio.reinforce).toBeGreaterThan(2 * ratio["reinforce-baseline"]);
    }
  });

  it("is the same for the same seed", async () => {
    const batches = [1, 2].map((seed) => syntheticBatch(tinyNetwork(), { rows: 2, time: 3, seed }));
    const study = await studyGradients(request({ draws: 2, batches }));
    expect(study.sentences).toBe(4);
    expect(await studyGradients(request({ draws: 2, batches }))).toEqual(study);
    expect(await studyGradients(request({ draws: 2, batches, seed: 2 }))).not.toEqual(study);
  });
});

it("keeps baselines of all sentences together and of each", () => {
  const all = new Average();
  const [one, other] = [new Baselines(2, all), new Baselines(1, all)];
  one.learn(Float64Array.of(1, 3));
  other.learn(Float64Array.of(8));
  one.learn(Float64Array.of(2, 6));
  expect([...one.overall]).toEqual([4, 4]);
  expect([...one.own]).toEqual([1.5, 4.5]);
  expect([...other.own]).toEqual([8]);
});
