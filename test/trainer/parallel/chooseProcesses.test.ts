import fc from "fast-check";
import { expect, it } from "vitest";
import { chooseProcesses } from "../../../src/trainer/parallel/chooseProcesses";

const SMALL = 100_000;
const LARGE = 5_500_000;

it.each([
  [1, LARGE, 32, { processes: 1, threads: 1 }],
  [2, LARGE, 32, { processes: 1, threads: 2 }],
  [16, LARGE, 32, { processes: 2, threads: 8 }],
  [16, SMALL, 32, { processes: 1, threads: 8 }],
  [64, LARGE, 32, { processes: 4, threads: 8 }],
  [64, LARGE, 4, { processes: 1, threads: 8 }],
])("gives %i cores, %i weights and a batch of %i %j", (cores, parameters, batch, plan) => {
  expect(chooseProcesses(cores, parameters, batch)).toEqual(plan);
});

it("never uses more cores than it may", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 256 }),
      fc.nat(1e8),
      fc.integer({ min: 1, max: 4096 }),
      (cores, weights, batch) => {
        const { processes, threads } = chooseProcesses(cores, weights, batch);
        expect(processes * threads).toBeLessThanOrEqual(cores);
        expect(Math.min(processes, threads)).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});
