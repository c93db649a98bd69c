import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { type Given, runEagerly, runTraced, type Work } from "./runTraced";

/** Numbers away from zero, so that logarithms and quotients are defined. */
function numbers(seed: number, ...shape: number[]): Given {
  const random = seeded(seed, "kernels");
  return { values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0.2 + random.uniform()), shape };
}

function ids(shape: number[], ...values: number[]): Given {
  return { values, shape, dtype: "int32" };
}

const A = numbers(1, 2, 3);
const B = numbers(2, 2, 3);
const ROW = numbers(3, 3);
const SQUARE = numbers(4, 3, 3);

const CASES: Record<string, [Work, Given[]]> = {
  Add: [(a, b) => tf.add(a, b), [A, B]],
  "Add of a row": [(a, b) => tf.add(a, b), [A, ROW]],
  "Add of zeros that widen": [(a) => tf.add(a, tf.zeros([2, 3])), [ROW]],
  Sub: [(a, b) => tf.sub(a, b), [A, ROW]],
  "Multiply by one": [(a) => tf.mul(a, 1), [A]],
  "Multiply by zeros": [(a) => tf.add(tf.mul(a, tf.zerosLike(a)), 1), [A]],
  RealDiv: [(a, b) => tf.div(a, b), [A, B]],
  Maximum: [(a, b) => tf.maximum(a, b), [A, B]],
  Minimum: [(a, b) => tf.minimum(a, b), [A, B]],
  Pow: [(a, b) => tf.pow(a, b), [A, B]],
  "comparisons and Select": [(a, b) => tf.where(tf.greater(a, b), a, tf.mul(b, 2)), [A, B]],
  "logical and": [(a, b) => tf.cast(tf.logicalAnd(tf.less(a, b), tf.greaterEqual(a, 0.4)), "float32"), [A, B]],
  "functions of one number": [
    (a) => [tf.exp(a), tf.log(a), tf.neg(a), tf.sqrt(a), tf.rsqrt(a), tf.square(a), tf.abs(a), tf.reciprocal(a)],
    [A],
  ],
  activations: [(a) => [tf.sigmoid(a), tf.tanh(a), tf.relu(tf.sub(a, 0.5)), tf.softplus(a)], [A]],
  AddN: [(a, b) => tf.addN([a, b, a]), [A, B]],
  matMul: [(a, b) => tf.matMul(a, b), [A, SQUARE]],
  "matMul with a bias": [(a, b, c) => tf.add(tf.matMul(a, b), c), [A, SQUARE, ROW]],
  "matMul of transposes": [(a, b) => tf.matMul(tf.transpose(a), tf.transpose(b)), [SQUARE, A]],
  "a wide transposed left factor": [(a, b) => tf.matMul(tf.transpose(a), b), [numbers(5, 2, 50), A]],
  "matMul by flags": [(a, b) => tf.matMul(a, b, true, true), [numbers(5, 3, 4), A]],
  "a transpose used twice": [(a) => [tf.matMul(a, tf.transpose(a)), tf.transpose(a)], [A]],
  "a product used twice": [
    (a, b) => {
      const p = tf.matMul(a, b);
      return [p, tf.add(p, 1), tf.add(p, p)];
    },
    [A, SQUARE],
  ],
  "transpose of more axes": [(a) => tf.transpose(a, [2, 0, 1]), [numbers(6, 2, 3, 4)]],
  Reshape: [(a) => tf.reshape(tf.reshape(a, [3, 2]), [6]), [A]],
  ExpandDims: [(a) => tf.expandDims(a, 1), [A]],
  Concat: [(a, b) => tf.concat([a, b, tf.ones([2, 3])], 1), [A, B]],
  "stack and unstack": [(a, b) => tf.unstack(tf.stack([a, b], 1), 1), [A, B]],
  Split: [(a) => tf.split(a, [1, 2], 1), [A]],
  Slice: [(a) => tf.slice(a, [1, 1], [1, 2]), [A]],
  Pad: [
    (a) =>
      tf.pad(
        a,
        [
          [1, 0],
          [0, 2],
        ],
        3,
      ),
    [A],
  ],
  Tile: [(a) => tf.tile(a, [2, 1]), [A]],
  "Sum, Mean, Max and Min": [(a) => [tf.sum(a), tf.sum(a, 0), tf.mean(a, 1, true), tf.max(a, 1), tf.min(a, 0)], [A]],
  Gather: [(a, i) => tf.gather(a, tf.cast(i, "int32") as tf.Tensor1D), [A, ids([3], 1, 0, 1)]],
  OneHot: [(i) => tf.cast(tf.oneHot(i as tf.Tensor1D, 4), "float32"), [ids([3], 1, 0, 3)]],
  "scattered rows": [(i, a) => tf.scatterND(i, a, [4, 3]), [ids([2, 1], 3, 3), A]],
  Softmax: [(a) => [tf.softmax(a as tf.Tensor2D), tf.logSoftmax(a as tf.Tensor2D)], [A]],
  "a range": [(a) => tf.mul(a, tf.range(0, 3)), [A]],
};

describe("recording kernels", () => {
  it.each(Object.entries(CASES))("%s computes what the cpu backend computes", async (_, [work, given]) => {
    const expected = await runEagerly(work, given);
    const actual = await runTraced(work, given);
    expect(actual.length).toBe(expected.length);
    actual.forEach((values, index) => {
      expect(values.length).toBe(expected[index].length);
      values.forEach((value, at) => {
        expect(value).toBeCloseTo(expected[index][at], 5);
      });
    });
  });

  it("lose no row when many threads scatter to the same one", async () => {
    const count = 4096;
    const width = 64;
    const rows: Given = { values: new Array(count * width).fill(1), shape: [count, width] };
    const where: Given = { values: new Array(count).fill(2), shape: [count, 1], dtype: "int32" };
    for (let repetition = 0; repetition < 5; repetition++) {
      const [sums] = await runTraced((i, a) => tf.scatterND(i, a, [3, width]), [where, rows], 4);
      expect(new Set(sums.slice(2 * width))).toEqual(new Set([count]));
    }
  });

  it("differentiate as the cpu backend does", async () => {
    const work: Work = (a, b) =>
      tf.grads((x, y) => tf.sum(tf.tanh(tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D))))([a, b]);
    const [dA, dB] = await runEagerly(work, [A, SQUARE]);
    const [tracedA, tracedB] = await runTraced(work, [A, SQUARE]);
    tracedA.forEach((value, index) => {
      expect(value).toBeCloseTo(dA[index], 5);
    });
    tracedB.forEach((value, index) => {
      expect(value).toBeCloseTo(dB[index], 5);
    });
  });
});
