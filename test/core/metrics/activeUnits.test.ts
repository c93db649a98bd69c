import { expect, test } from "vitest";
import { activeUnits, varianceOfMeans } from "../../../src/core/metrics/activeUnits";

const MEANS = [
  Float32Array.of(1, 0.05, 5),
  Float32Array.of(-1, -0.05, 5),
  Float32Array.of(3, 0.05, 5),
  Float32Array.of(1, -0.05, 5),
];

test("the variance over sentences is exact, however far the mean lies", () => {
  const [first, second, third] = varianceOfMeans(MEANS);
  expect(first).toBeCloseTo(2, 10);
  expect(second).toBeCloseTo(0.0025, 8);
  expect(third).toBe(0);
});

test("a dimension is active above 0.01", () => {
  expect(activeUnits(MEANS)).toBe(1);
  expect(activeUnits(MEANS, 0.001)).toBe(2);
  expect(activeUnits([])).toBe(0);
});
