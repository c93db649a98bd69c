import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { beforeAll, describe, expect, it } from "vitest";
import { chargedKl } from "../../../src/trainer/remedies/freeBits";

const KL = [
  [0.1, 0.5, 2],
  [0.05, 0.02, 0.03],
];

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("free bits", () => {
  it("are none at zero", () => {
    expect(charge(0, 0).value).toBeCloseTo(2.7, 6);
    expect(charge(0, 0).gradient).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("leave exactly no gradient in the dimensions under them", () => {
    const { value, gradient } = charge(0.25, 0);
    expect(value).toBeCloseTo(0.25 + 0.5 + 2 + 3 * 0.25, 6);
    expect(gradient).toEqual([0, 1, 1, 0, 0, 0]);
  });

  it("in total leave exactly no gradient in the sentences under them", () => {
    const { value, gradient } = charge(0, 1);
    expect(value).toBeCloseTo(2.6 + 1, 6);
    expect(gradient).toEqual([1, 1, 1, 0, 0, 0]);
  });
});

function charge(freeBits: number, freeBitsTotal: number): { readonly value: number; readonly gradient: number[] } {
  const { value, grad } = tf.valueAndGrad((kl) =>
    chargedKl(kl as tf.Tensor2D, { freeBits: tf.scalar(freeBits), freeBitsTotal: tf.scalar(freeBitsTotal) }),
  )(tf.tensor2d(KL));
  return { value: value.dataSync()[0], gradient: Array.from(grad.dataSync()) };
}
