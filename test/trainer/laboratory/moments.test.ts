import { expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { GradientMoments } from "../../../src/trainer/laboratory/moments";

const GROUPS = [
  { name: "a", size: 3 },
  { name: "b", size: 2 },
];
const DRAWS = 40;

/** Draws of two estimators whose noise is partly the same. */
function streams(): Float32Array[][] {
  const random = seeded(1, "moments");
  return Array.from({ length: DRAWS }, () => {
    const shared = Array.from({ length: 5 }, () => random.normal());
    const one = Float32Array.from(shared, (value, i) => 100 + i + value);
    const other = Float32Array.from(shared, (value, i) => 100 + i + 3 * value + random.normal());
    return [one, other];
  });
}

/** The definitions, in two passes over all draws. */
function slow(draws: readonly Float32Array[], first: number, end: number) {
  const mean = Array.from({ length: end - first }, (_, i) => sum(draws.map((draw) => draw[first + i])) / DRAWS);
  const squares = draws.map((draw) => sum(mean.map((value, i) => (draw[first + i] - value) ** 2)));
  return { mean, variance: sum(squares) / (DRAWS - 1) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function norm(values: readonly number[]): number {
  return Math.sqrt(sum(values.map((value) => value * value)));
}

it.each([
  ["the first group", 0, 1, 0, 3],
  ["the second group", 1, 2, 3, 5],
  ["both", 0, 2, 0, 5],
])("has the mean and variance of two passes over %s", (_name, first, end, from, to) => {
  const moments = new GradientMoments(GROUPS, 2, 0);
  const draws = streams();
  for (const draw of draws) moments.add(draw);
  const [one, other] = [0, 1].map((index) => draws.map((draw) => draw[index]));
  const difference = other.map((draw, n) => draw.map((value, i) => value - one[n][i]));
  const [reference, expected, apart] = [one, other, difference].map((stream) => slow(stream, from, to));
  const found = moments.of(1, first, end);
  expect(found.meanNorm).toBeCloseTo(norm(expected.mean), 4);
  expect(found.referenceNorm).toBeCloseTo(norm(reference.mean), 4);
  expect(found.variance).toBeCloseTo(expected.variance, 3);
  expect(found.meanDifference).toBeCloseTo(norm(apart.mean), 4);
  expect(found.standardError).toBeCloseTo(Math.sqrt(apart.variance / DRAWS), 3);
  expect(moments.of(0, first, end).variance).toBeCloseTo(reference.variance, 3);
  expect(moments.of(0, first, end).meanDifference).toBe(0);
});
