import { describe, expect, it } from "vitest";
import {
  type Draw,
  latentsOf,
  pathwiseBoundSignal,
  pathwiseExactKlSignal,
  pathwiseSignal,
  rewardsOf,
  type Signal,
  scoreSignal,
} from "../../../src/trainer/laboratory/signals";
import { expectation, variance } from "./quadrature";

const MU = 1.5;
const SIGMA = 0.5;

function drawOf(epsilon: number): Draw {
  return {
    mean: Float32Array.of(MU),
    logVariance: Float32Array.of(2 * Math.log(SIGMA)),
    noise: Float32Array.of(epsilon),
  };
}

/** A single number of a signal as a function of the noise. */
function component(signal: (draw: Draw) => Signal, of: keyof Signal): (epsilon: number) => number {
  return (epsilon) => signal(drawOf(epsilon))[of][0];
}

describe("a quadratic f(z) = −½ (z − c)²", () => {
  const c = -0.5;
  const m = MU - c;
  const f = (draw: Draw) => -0.5 * (latentsOf(draw)[0] - c) ** 2;
  const score = (baseline: number) => (draw: Draw) => scoreSignal(draw, Float64Array.of(f(draw) - baseline));
  const pathwise = (draw: Draw) => pathwiseSignal(draw, Float32Array.of(c - latentsOf(draw)[0]));

  it.each([
    ["REINFORCE", score(0)],
    ["REINFORCE with a baseline", score(-3)],
    ["pathwise", pathwise],
  ])("%s expects the gradient of E[f] = −½ (m² + σ²)", (_name, signal) => {
    expect(expectation(component(signal, "mean"))).toBeCloseTo(-m, 5);
    // By ln σ²: −½ σ².
    expect(expectation(component(signal, "logVariance"))).toBeCloseTo(-(SIGMA ** 2) / 2, 5);
  });

  it("has the pathwise variances σ² and ¼ σ² (m² + 2 σ²)", () => {
    expect(variance(component(pathwise, "mean"))).toBeCloseTo(SIGMA ** 2, 5);
    expect(variance(component(pathwise, "logVariance"))).toBeCloseTo((SIGMA ** 2 * (m * m + 2 * SIGMA ** 2)) / 4, 5);
  });

  it.each([0, -2, 5])("has REINFORCE's variance at a baseline of %d", (baseline) => {
    // f − b = −½ (k + 2 m σ ε + σ² ε²) with k = m² + 2 b, times ε / σ; E[ε⁴] = 3, E[ε⁶] = 15.
    const k = m * m + 2 * baseline;
    const square = (k * k + 12 * (m * SIGMA) ** 2 + 15 * SIGMA ** 4 + 6 * k * SIGMA ** 2) / (4 * SIGMA ** 2);
    expect(variance(component(score(baseline), "mean"))).toBeCloseTo(square - m * m, 3);
  });

  it("varies by orders of magnitude more as REINFORCE once f is far from zero", () => {
    const ratio = variance(component(score(60), "mean")) / variance(component(pathwise, "mean"));
    expect(ratio).toBeGreaterThan(10_000);
  });
});

describe("the bound of a linear Gaussian decoder, ln p(x|z) = −½ (x − w z)²", () => {
  const x = 2;
  const w = 0.8;
  const likelihood = (draw: Draw) => -0.5 * (x - w * latentsOf(draw)[0]) ** 2;
  const slope = (draw: Draw) => Float32Array.of(w * (x - w * latentsOf(draw)[0]));
  const rewards = (draw: Draw) => rewardsOf(draw, Float64Array.of(likelihood(draw)));
  // L(μ, σ) = −½ ((x − w μ)² + w² σ²) − ½ (μ² + σ² − 1 − ln σ²)
  const exact = {
    mean: w * (x - w * MU) - MU,
    logVariance: (1 - SIGMA ** 2 * (1 + w * w)) / 2,
  };

  it("is the expected reward", () => {
    const kl = 0.5 * (MU ** 2 + SIGMA ** 2 - 1 - 2 * Math.log(SIGMA));
    const expected = -0.5 * ((x - w * MU) ** 2 + (w * SIGMA) ** 2) - kl;
    expect(expectation((epsilon) => rewards(drawOf(epsilon))[0])).toBeCloseTo(expected, 6);
  });

  it.each([
    ["REINFORCE", (draw: Draw) => scoreSignal(draw, rewards(draw))],
    ["pathwise", (draw: Draw) => pathwiseBoundSignal(draw, slope(draw))],
    ["pathwise with the exact KL", (draw: Draw) => pathwiseExactKlSignal(draw, slope(draw))],
  ])("has its gradient as the expectation of %s", (_name, signal) => {
    expect(expectation(component(signal, "mean"))).toBeCloseTo(exact.mean, 5);
    expect(expectation(component(signal, "logVariance"))).toBeCloseTo(exact.logVariance, 5);
  });
});

it("gives each sentence its own reward", () => {
  const draw = {
    mean: new Float32Array(4),
    logVariance: new Float32Array(4),
    noise: Float32Array.of(1, 2, 3, 4),
  };
  const { mean, logVariance } = scoreSignal(draw, Float64Array.of(10, -1));
  expect([...mean]).toEqual([10, 20, -3, -4]);
  expect([...logVariance]).toEqual([0, 15, -4, -7.5]);
});
