/**
 * Linear maps with gradients that transpose explicitly: the transposing flags of the wasm backend's matrix product are
 * more than ten times slower than a transpose and a plain product.
 */
import * as tf from "@tensorflow/tfjs-core";

/** x [N, I] · w [I, O] → [N, O] */
export function linear(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  return upright(x, w) as tf.Tensor2D;
}

/** (x [N, I] · w [I, O])ᵀ → [O, N]: the same with the features in front, as the LSTM takes them. */
export function linearFeatureMajor(x: tf.Tensor2D, w: tf.Tensor2D): tf.Tensor2D {
  return featureMajor(x, w) as tf.Tensor2D;
}

const upright = tf.customGrad((...args) => {
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

const featureMajor = tf.customGrad((...args) => {
  const [x, w, save] = args as [tf.Tensor2D, tf.Tensor2D, tf.GradSaveFunc];
  save([x, w]);
  return {
    value: tf.matMul(tf.transpose(w), tf.transpose(x)),
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [x, w] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(tf.transpose(dy), tf.transpose(w)), tf.matMul(tf.transpose(x), tf.transpose(dy))];
    },
  };
});
