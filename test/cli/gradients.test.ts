/** How a study of gradients is shown. */
import { describe, expect, it } from "vitest";
import { gradientChart } from "../../src/cli/gradientChart";
import { type GradientResult, gradientText, place, rangeOf } from "../../src/cli/gradientText";
import { ESTIMATORS } from "../../src/trainer/laboratory/estimators";

const VARIANCES = [2e4, 300, 40, 2, 0];

const RESULT: GradientResult = {
  model: "a < b",
  seed: 1,
  sentences: 16,
  draws: 100,
  bound: { mean: -25.5, deviation: 5 },
  groups: ["embedding", "whole encoder"].map((group) => ({
    group,
    weights: 1234,
    estimators: ESTIMATORS.map((estimator, index) => ({
      estimator,
      meanNorm: 3.5,
      variance: VARIANCES[index],
      ratio: VARIANCES[index] / 2,
      signalToNoise: VARIANCES[index] === 0 ? null : 0.5,
      distance: estimator === "reinforce" ? 7 : 1,
      unbiased: estimator !== "reinforce",
    })),
  })),
  decoder: { weights: 5000, same: true },
};

describe("as text", () => {
  const text = gradientText(RESULT);

  it("has every number of the table", () => {
    expect(text).toContain("embedding (1,234 weights)");
    expect(text).toMatch(/^ {2}REINFORCE +3\.50e0 +2\.00e4 +10,000 +0\.5 +7\.0 {2}means differ$/m);
    expect(text).toMatch(/^ {2}pathwise, exact KL +3\.50e0 +0 +0 +– +1\.0$/m);
    expect(text).toContain("one pathwise draw is worth 10,000 of REINFORCE, 150 of REINFORCE − running mean");
    expect(text).toContain("5,000 weights have the same gradient under every estimator");
  });

  it("draws bars as long as the logarithms", () => {
    const bars = [...text.matchAll(/^ {2}[^\d\n]*?(█+)/gm)].map(([, bar]) => bar.length);
    // Five decades from 1 to 100,000 over 40 cells.
    expect(bars.slice(0, 4)).toEqual([2e4, 300, 40, 2].map((variance) => Math.floor(8 * Math.log10(variance))));
  });
});

it("has a scale of whole decades around the variances", () => {
  expect(rangeOf(RESULT.groups)).toEqual({ from: 0, to: 5 });
  expect(place(1, { from: 0, to: 5 })).toBe(0);
  expect(place(1e5, { from: 0, to: 5 })).toBe(1);
  expect(place(0, { from: 0, to: 5 })).toBe(0);
});

it("as a picture is well-formed XML with a bar for each estimator and group", () => {
  const chart = gradientChart(RESULT);
  expect(chart.match(/<rect [^>]*><title>/g)).toHaveLength(2 * ESTIMATORS.length);
  expect(chart).toContain("a &lt; b");
  expect(chart).not.toMatch(/NaN|undefined/);
  const count = (part: RegExp) => chart.match(part)?.length ?? 0;
  expect(count(/<\w/g)).toBe(count(/<\//g) + count(/\/>/g));
});
