import { expect, test } from "vitest";
import { activeUnits } from "../../../src/core/metrics/activeUnits";

test("a dimension is active above 0.01", () => {
  const variances = Float64Array.of(2, 0.0025, 0.01, 0.011, 0);
  expect(activeUnits(variances)).toBe(2);
  expect(activeUnits(variances, 0.001)).toBe(4);
  expect(activeUnits(new Float64Array(0))).toBe(0);
});
