import { expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { ParameterStore } from "../../../src/trainer/parameters";
import { WeightAverage } from "../../../src/trainer/remedies/weightAverage";
import { tinyNetwork } from "../../reference/weights";

it("the average equals the slow one", () => {
  const store = ParameterStore.create(tinyNetwork());
  const average = new WeightAverage(store);
  const random = seeded(1, "average");
  const sums = store.parameters.map(({ value }) => new Float64Array(value.length));
  for (let step = 0; step < 50; step++) {
    store.parameters.forEach(({ value }, index) => {
      for (let at = 0; at < value.length; at++) {
        value[at] = random.normal();
        sums[index][at] += value[at];
      }
    });
    average.add();
  }
  expect(average.count).toBe(50);
  average.values.forEach((values, index) => {
    values.forEach((value, at) => {
      expect(value).toBeCloseTo(sums[index][at] / 50, 5);
    });
  });
});
