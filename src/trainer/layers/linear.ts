/**
 * x·w with a gradient that transposes explicitly: the transposing flags of the wasm backend's matrix product are
 * more than ten times slower than a transpose and a plain product.
 */
import * as tf from "@tensorflow/tfjs-core";

/** x [N, I] · w [I, O] → [N, O] */
export function linear(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  return matMul(x, w) as tf.Tensor2D;
}

/** x [N, I] · wᵀ, w [O, I] → [N, O]: the output layer that shares the embedding matrix. */
export function linearTransposed(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  return matMulTransposed(x, w) as tf.Tensor2D;
}

const matMul = tf.customGrad((...args) => {
  const [x, w, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([x, w]);
  return {
    value: tf.matMul(x, w),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(dy, tf.transpose(w)), tf.matMul(tf.transpose(x), dy)];
    },
  };
});

const matMulTransposed = tf.customGrad((...args) => {
  const [x, w, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([x, w]);
  return {
    value: tf.matMul(x, tf.transpose(w)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(dy, w), tf.matMul(tf.transpose(dy), x)];
    },
  };
});
