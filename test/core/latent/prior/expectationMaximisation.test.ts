import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitMixture } from "../../../../src/core/latent/prior/expectationMaximisation";
import { kMeans } from "../../../../src/core/latent/prior/kMeans";
import { seeded } from "../../../../src/core/random";
import { posteriorsFrom, THREE, VARIANCE } from "./synthetic";

const POSTERIORS = posteriorsFrom(THREE, 3000, 1);
const fitted = (components: number, seed = 1) => fitMixture(POSTERIORS, { components, random: seeded(seed, "fit") });

/** L Lᵀ of two dimensions: both variances, then the covariance. */
const covarianceOf = ([a, , b, c]: Float64Array) => [a * a, b * b + c * c, a * b];

describe("expectation maximisation", () => {
  it("matches the moments of the aggregate posterior with a single component", () => {
    const { count, means } = POSTERIORS;
    const column = (i: number) => Float64Array.from({ length: count }, (_, n) => means[2 * n + i]);
    const [x, y] = [column(0), column(1)];
    const average = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / count;
    const between = (a: Float64Array, b: Float64Array) =>
      average(a.map((value, n) => value * b[n])) - average(a) * average(b);
    const [component] = fitted(1).mixture.components;
    expect(component.weight).toBe(1);
    expect([...component.mean]).toEqual([expect.closeTo(average(x), 9), expect.closeTo(average(y), 9)]);
    const [xx, yy, xy] = covarianceOf(component.factor);
    expect(xx).toBeCloseTo(between(x, x) + VARIANCE, 9);
    expect(yy).toBeCloseTo(between(y, y) + VARIANCE, 9);
    expect(xy).toBeCloseTo(between(x, y), 9);
  });

  it("recovers a mixture, each component with the posteriors' variance added", () => {
    const found = [...fitted(3).mixture.components].sort((a, b) => b.weight - a.weight);
    for (const [k, { weight, mean, factor }] of THREE.components.entries()) {
      expect(found[k].weight).toBeCloseTo(weight, 1);
      for (const i of [0, 1]) expect(Math.abs(found[k].mean[i] - mean[i])).toBeLessThan(0.1);
      const [xx, yy, xy] = covarianceOf(factor);
      const expected = [xx + VARIANCE, yy + VARIANCE, xy];
      for (const [i, value] of covarianceOf(found[k].factor).entries()) {
        expect(Math.abs(value - expected[i])).toBeLessThan(0.1);
      }
    }
  });

  it("never loses objective from one round to the next", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 1000 }), (components, seed) => {
        const { objective } = fitMixture(posteriorsFrom(THREE, 200, seed), {
          components,
          random: seeded(seed, "start"),
          rounds: { part: 1000, onPart: 30, onAll: 1 },
        });
        for (const [round, nats] of objective.entries()) {
          if (round > 0) expect(nats).toBeGreaterThan(objective[round - 1] - 1e-6);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("begins with a part of many posteriors and ends on all of them", () => {
    const rounds = { part: 500, onPart: 20, onAll: 3 };
    const { mixture, objective } = fitMixture(POSTERIORS, { components: 3, random: seeded(1, "fit"), rounds });
    expect(objective.length).toBeLessThanOrEqual(3);
    const weights = mixture.components.map(({ weight }) => weight).sort();
    for (const [k, weight] of [0.2, 0.3, 0.5].entries()) expect(weights[k]).toBeCloseTo(weight, 1);
  });

  it("gives the same by seed", () => {
    expect(fitted(4)).toEqual(fitted(4));
    expect(fitted(4, 2).mixture).not.toEqual(fitted(4).mixture);
  });

  it("bears more components than different posteriors", () => {
    const one = posteriorsFrom({ dimension: 2, components: [THREE.components[0]] }, 1, 1);
    const many = {
      ...one,
      count: 60,
      means: new Float64Array(120).fill(1),
      variances: new Float64Array(120).fill(0.1),
    };
    const { mixture } = fitMixture(many, { components: 4, random: seeded(1) });
    for (const { mean, factor } of mixture.components) expect([...mean, ...factor].every(Number.isFinite)).toBe(true);
  });
});

describe("k-means", () => {
  it("keeps clusters together that lie apart", () => {
    const cluster = kMeans(POSTERIORS, 3, seeded(1, "clusters"));
    const nearest = (n: number) => {
      const at = POSTERIORS.means.subarray(2 * n, 2 * n + 2);
      const distances = THREE.components.map(({ mean }) => Math.hypot(at[0] - mean[0], at[1] - mean[1]));
      return distances.indexOf(Math.min(...distances));
    };
    const names = new Map<string, number>();
    for (let n = 0; n < POSTERIORS.count; n++) {
      const key = `${cluster[n]} ${nearest(n)}`;
      names.set(key, (names.get(key) ?? 0) + 1);
    }
    const main = [...names.values()].sort((a, b) => b - a).slice(0, 3);
    expect(main.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0.97 * POSTERIORS.count);
  });
});
