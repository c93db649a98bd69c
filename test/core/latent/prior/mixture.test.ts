import { describe, expect, it } from "vitest";
import { expectedStatistics, naturalParameters } from "../../../../src/core/latent/prior/exponentialFamily";
import { type GaussianMixture, mixtureDensity, sampleMixture } from "../../../../src/core/latent/prior/mixture";
import { seeded } from "../../../../src/core/random";

const MIXTURE: GaussianMixture = {
  dimension: 2,
  components: [
    { weight: 0.3, mean: Float64Array.of(-1, 0.5), factor: Float64Array.of(0.6, 0, 0.3, 0.4) },
    { weight: 0.7, mean: Float64Array.of(2, -1), factor: Float64Array.of(0.9, 0, -0.5, 0.7) },
  ],
};

/** ln N(z; m, Σ) of two dimensions by the textbook's formula. */
function reference(z: readonly number[], mean: Float64Array, [a, , b, c]: Float64Array): number {
  const [s11, s12, s22] = [a * a, a * b, b * b + c * c];
  const determinant = s11 * s22 - s12 * s12;
  const [x, y] = [z[0] - mean[0], z[1] - mean[1]];
  const squares = (s22 * x * x - 2 * s12 * x * y + s11 * y * y) / determinant;
  return -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * squares;
}

describe("a Gaussian mixture", () => {
  const density = mixtureDensity(MIXTURE);

  it("has the density of the formula", () => {
    for (const z of [
      [0, 0],
      [-1, 0.5],
      [5, -7],
      [0.3, 2],
    ]) {
      const terms = MIXTURE.components.map(({ weight, mean, factor }) => weight * Math.exp(reference(z, mean, factor)));
      expect(density(z)).toBeCloseTo(Math.log(terms[0] + terms[1]), 10);
    }
  });

  it("integrates to 1", () => {
    const step = 0.05;
    let sum = 0;
    for (let x = -8; x < 8; x += step) for (let y = -8; y < 8; y += step) sum += Math.exp(density([x, y]));
    expect(sum * step * step).toBeCloseTo(1, 6);
  });

  it("stays finite far away, where every component underflows", () => {
    expect(density([1000, -1000])).toBeLessThan(-1e5);
    expect(density([1000, -1000])).toBeGreaterThan(Number.NEGATIVE_INFINITY);
  });

  it("is drawn with its own mean and covariance, the same by seed", () => {
    const draws = Array.from({ length: 20_000 }, (_, n) => sampleMixture(MIXTURE, seeded(1, n)));
    const mean = [0, 1].map((i) => draws.reduce((sum, z) => sum + z[i], 0) / draws.length);
    expect(mean[0]).toBeCloseTo(0.3 * -1 + 0.7 * 2, 1);
    expect(mean[1]).toBeCloseTo(0.3 * 0.5 + 0.7 * -1, 1);
    const second = draws.reduce((sum, z) => sum + z[0] * z[1], 0) / draws.length;
    expect(second).toBeCloseTo(0.3 * (0.18 - 0.5) + 0.7 * (-0.45 - 2), 1);
    expect(sampleMixture(MIXTURE, seeded(1, 7))).toEqual(draws[7]);
  });

  it("gives its components' means at a spread of 0", () => {
    const means = MIXTURE.components.map(({ mean }) => Float32Array.from(mean));
    for (let n = 0; n < 20; n++) expect(means).toContainEqual(sampleMixture(MIXTURE, seeded(2, n), 0));
  });
});

describe("the exponential family's form of a Gaussian", () => {
  const [, { mean, factor }] = MIXTURE.components;
  const parameters = naturalParameters(mean, factor);
  const inner = (at: Float64Array, variance: Float64Array) =>
    expectedStatistics(at, variance, new Float64Array(6)).reduce((sum, value, i) => sum + value * parameters[i], 0);

  it("is its log-density at a point", () => {
    for (const z of [
      [0, 0],
      [2, -1],
      [-3, 4],
    ]) {
      expect(inner(Float64Array.from(z), new Float64Array(2))).toBeCloseTo(reference(z, mean, factor), 10);
    }
  });

  it("is the expected log-density over a posterior: less ½ tr(Σ⁻¹ diag σ²)", () => {
    const [a, , b, c] = factor;
    const determinant = (a * c) ** 2;
    const trace = ((b * b + c * c) * 0.2 + a * a * 0.5) / determinant;
    const exact = reference([1, 1], mean, factor) - 0.5 * trace;
    expect(inner(Float64Array.of(1, 1), Float64Array.of(0.2, 0.5))).toBeCloseTo(exact, 10);
  });
});
