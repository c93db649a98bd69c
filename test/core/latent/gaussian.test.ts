import fc from "fast-check";
import { expect, test } from "vitest";
import { distance, kl, klPerDimension, logDensity, sample, standardGaussian } from "../../../src/core/latent/gaussian";
import { seeded } from "../../../src/core/random";

// `+ 0` makes −0 a 0, which is the same number but not the same to `toEqual`.
const number = fc.float({ min: -4, max: 4, noNaN: true }).map((value) => value + 0);
const gaussians = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 5 }).map((pairs) => ({
  mean: Float32Array.from(pairs, ([mu]) => mu),
  logVariance: Float32Array.from(pairs, ([, v]) => v),
}));

test("the KL is 0 at the prior, and ½μ² for a shifted one", () => {
  expect(kl(standardGaussian(7))).toBe(0);
  expect(kl({ mean: Float32Array.of(3, -2), logVariance: Float32Array.of(0, 0) })).toBeCloseTo(6.5, 10);
  expect(kl({ mean: Float32Array.of(0), logVariance: Float32Array.of(2) })).toBeCloseTo((Math.exp(2) - 3) / 2, 10);
});

test("the KL is non-negative in every dimension and adds up", () => {
  fc.assert(
    fc.property(gaussians, (q) => {
      const parts = klPerDimension(q);
      for (const part of parts) expect(part).toBeGreaterThanOrEqual(0);
      expect(kl(q)).toBeCloseTo(
        parts.reduce((sum, part) => sum + part, 0),
        10,
      );
    }),
  );
});

test("the KL is the mean of ln q − ln p under q", () => {
  const q = { mean: Float32Array.of(0.5, -1), logVariance: Float32Array.of(-1, 0.5) };
  const prior = standardGaussian(2);
  const random = seeded(1, "monte carlo");
  const draws = 40_000;
  let sum = 0;
  for (let draw = 0; draw < draws; draw++) {
    const z = sample(q, 1, random);
    sum += logDensity(q, z) - logDensity(prior, z);
  }
  expect(sum / draws).toBeCloseTo(kl(q), 1);
});

test("the log density is exact", () => {
  expect(logDensity(standardGaussian(1), Float32Array.of(0))).toBeCloseTo(-0.9189385332, 9);
  const q = { mean: Float32Array.of(1), logVariance: Float32Array.of(Math.log(4)) };
  expect(logDensity(q, Float32Array.of(3))).toBeCloseTo(-0.9189385332 - Math.log(2) - 0.5, 6);
});

test("a spread of 0 is the mean; other spreads scale the same noise", () => {
  fc.assert(
    fc.property(gaussians, fc.integer(), (q, seed) => {
      expect(sample(q, 0, seeded(seed))).toEqual(q.mean);
      const [one, two] = [sample(q, 1, seeded(seed)), sample(q, 2, seeded(seed))];
      q.mean.forEach((mu, d) => {
        expect(two[d] - mu).toBeCloseTo(2 * (one[d] - mu), 3);
      });
    }),
  );
});

test("draws have the distribution's mean and variance", () => {
  const q = { mean: Float32Array.of(2), logVariance: Float32Array.of(Math.log(0.25)) };
  const random = seeded(5);
  const draws = Array.from({ length: 20_000 }, () => sample(q, 1, random)[0]);
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  expect(mean).toBeCloseTo(2, 1);
  expect(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length).toBeCloseTo(0.25, 1);
});

test("the distance is Euclid's", () => {
  expect(distance(Float32Array.of(1, 2), Float32Array.of(4, 6))).toBe(5);
});
