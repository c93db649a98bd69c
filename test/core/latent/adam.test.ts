import { expect, it } from "vitest";
import { Adam } from "../../../src/core/latent/adam";

it("takes a first step of the learning rate uphill, whatever the gradient's size", () => {
  const parameters = Float64Array.of(0, 0, 0);
  new Adam(3).ascend(parameters, Float64Array.of(1e-3, -20, 0), 0.1);
  expect([...parameters]).toEqual([expect.closeTo(0.1, 5), expect.closeTo(-0.1, 5), 0]);
});

it("takes the second step of the published algorithm", () => {
  const parameters = Float64Array.of(0);
  const adam = new Adam(1);
  adam.ascend(parameters, Float64Array.of(2), 0.1);
  adam.ascend(parameters, Float64Array.of(-1), 0.1);
  const first = (0.9 * 0.1 * 2 + 0.1 * -1) / (1 - 0.9 ** 2);
  const second = (0.999 * 0.001 * 4 + 0.001 * 1) / (1 - 0.999 ** 2);
  expect(parameters[0]).toBeCloseTo(0.1 + (0.1 * first) / Math.sqrt(second), 6);
});
