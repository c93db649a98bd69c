import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { leastSquaredMean, logVarianceBounds } from "../../../src/model/family/committedRate";
import { committedRate } from "../../../src/trainer/remedies/committedRate";
import { klToPrior } from "../../reference/network";

const rate = fc.double({ min: 1e-3, max: 20, noNaN: true });
const EDGES = [0, -0, 1e-8, -1e-8, 17, -17, 1e6, -1e6, 0];

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("the committed rate", () => {
  it("bounds the variance by the roots of ln v − v + 2δ + 1", () => {
    fc.assert(
      fc.property(rate, (delta) => {
        const { lower, upper } = logVarianceBounds(delta);
        expect(lower).toBeLessThan(0);
        expect(upper).toBeGreaterThan(0);
        for (const end of [lower, upper]) expect(Math.abs(leastSquaredMean(end, delta))).toBeLessThan(1e-12 * 100);
        expect(leastSquaredMean((lower + upper) / 2, delta)).toBeGreaterThan(0);
      }),
    );
  });

  it("holds the KL of every dimension at or above δ, whatever the encoder gives", () => {
    fc.assert(
      fc.property(rate, numbers(-1e6, 1e6), numbers(-1e6, 1e6), (delta, u, s) => {
        const { mean, logVariance } = posterior([...u, ...EDGES], [...s, ...EDGES.toReversed()], delta);
        mean.forEach((mu, index) => {
          expect(klToPrior(mu, logVariance[index])).toBeGreaterThanOrEqual(delta);
        });
      }),
    );
  });

  it("makes it δ + u²/2, on the side of u", () => {
    fc.assert(
      fc.property(rate, numbers(-4, 4), numbers(-9, 9), (delta, u, s) => {
        const { mean, logVariance } = posterior(u, s, delta);
        mean.forEach((mu, index) => {
          expect(klToPrior(mu, logVariance[index])).toBeCloseTo(delta + u[index] ** 2 / 2, 3);
          expect(Math.sign(mu)).toBe(Math.fround(u[index]) < 0 ? -1 : 1);
        });
      }),
    );
  });

  it("has finite gradients at the ends of the variance", () => {
    const gradients = tf.grads((mean, logVariance) => {
      const found = committedRate({ mean: mean as tf.Tensor2D, logVariance: logVariance as tf.Tensor2D }, 0.1);
      return tf.add(tf.sum(found.mean), tf.sum(found.logVariance));
    })([tf.tensor2d([[0, 0, 1e-9, 3]]), tf.tensor2d([[200, -200, 17, 0]])]);
    for (const gradient of gradients) expect(gradient.dataSync().every(Number.isFinite)).toBe(true);
    expect(gradients[0].dataSync()[3]).toBeGreaterThan(0.9);
  });
});

function numbers(min: number, max: number) {
  return fc.array(fc.double({ min, max, noNaN: true }), { minLength: 20, maxLength: 20 });
}

function posterior(u: readonly number[], s: readonly number[], delta: number) {
  return tf.tidy(() => {
    const given = { mean: tf.tensor2d([[...u]]), logVariance: tf.tensor2d([[...s]]) };
    const { mean, logVariance } = committedRate(given, delta);
    return { mean: mean.dataSync(), logVariance: logVariance.dataSync() };
  });
}
