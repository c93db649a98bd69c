import { expect, test } from "vitest";
import { Reservoir } from "../../../src/core/metrics/reservoir";
import { seeded } from "../../../src/core/random";

function subset(of: number, capacity: number, seed: number): readonly number[] {
  const reservoir = new Reservoir<number>(capacity, seeded(seed));
  for (let item = 0; item < of; item++) reservoir.add(item);
  return reservoir.items;
}

test("all in their order while they fit", () => {
  expect(subset(4, 4, 1)).toEqual([0, 1, 2, 3]);
});

test("each with equal probability when they do not", () => {
  const runs = 4000;
  const counts = new Array<number>(10).fill(0);
  for (let seed = 0; seed < runs; seed++) for (const item of subset(10, 3, seed)) counts[item]++;
  for (const count of counts) expect(Math.abs(count / runs - 0.3)).toBeLessThan(0.04);
});

test("the same subset for the same seed", () => {
  expect(subset(100, 5, 7)).toEqual(subset(100, 5, 7));
  expect(subset(100, 5, 7)).not.toEqual(subset(100, 5, 8));
});
