import { expect, test } from "vitest";
import { RunningMoments } from "../../../src/core/metrics/runningMoments";

test("mean and variance are exact, however far the mean lies", () => {
  const moments = new RunningMoments(2);
  for (const value of [1, 2, 3, 4]) moments.add([1e9 + value, -value]);
  expect([...moments.mean]).toEqual([1e9 + 2.5, -2.5]);
  expect([...moments.variance]).toEqual([1.25, 1.25]);
  expect(moments.count).toBe(4);
});
