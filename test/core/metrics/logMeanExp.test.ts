import fc from "fast-check";
import { expect, test } from "vitest";
import { LogMeanExp } from "../../../src/core/metrics/logMeanExp";

function of(...numbers: readonly number[]): number {
  const mean = new LogMeanExp();
  for (const number of numbers) mean.add(number);
  return mean.value;
}

test("is what the formula says, in any order", () => {
  const numbers = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, (values) => {
      const plain = Math.log(values.reduce((sum, value) => sum + Math.exp(value), 0) / values.length);
      expect(of(...values)).toBeCloseTo(plain, 9);
      expect(of(...[...values].sort((a, b) => a - b))).toBeCloseTo(plain, 9);
    }),
  );
});

test("neither overflows nor underflows", () => {
  expect(of(-1000, -1000)).toBe(-1000);
  expect(of(1000, 1000 + Math.log(3))).toBeCloseTo(1000 + Math.log(2), 10);
  expect(of(-2000, 2000)).toBeCloseTo(2000 - Math.log(2), 10);
});

test("takes what has no probability as nothing, and knows nothing of nothing", () => {
  expect(of(Number.NEGATIVE_INFINITY, 0)).toBeCloseTo(-Math.log(2), 12);
  expect(of(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  expect(of()).toBeNaN();
});
