/** Weighted softmax cross-entropy against token ids, without a one-hot product of the vocabulary's size going forward. */
import * as tf from "@tensorflow/tfjs-core";
import { fused } from "./fused";

/**
 * Σ_n weights_n · −ln softmax(logits_n)[targets_n], in nats.
 * logits [N, V], targets int32 [N], weights [N] → scalar
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  return softmaxCrossEntropy(logits, targets, weights) as tf.Scalar;
}

const softmaxCrossEntropy = tf.customGrad((...args) => {
  const [logits, targets, weights, save] = args as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D, tf.GradSaveFunc];
  const [loss, probabilities] = fused("CrossEntropy", { logits, targets, weights }, () =>
    composeForward(logits, targets, weights),
  ) as [tf.Scalar, tf.Tensor2D];
  save([probabilities, targets, weights]);
  return {
    value: loss,
    gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [probabilities, targets, weights] = saved as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D];
      const [dLogits] = fused("CrossEntropyGradient", { dy, probabilities, targets, weights }, () =>
        composeBackward(dy, probabilities, targets, weights),
      ) as [tf.Tensor2D];
      return [dLogits, tf.zerosLike(targets), tf.zerosLike(weights)];
    },
  };
});

function composeForward(logits: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor[] {
  const [N, V] = logits.shape;
  const shifted = tf.sub(logits, tf.max(logits, 1, true)); // [N, V]
  const exponentials = tf.exp(shifted); // [N, V]
  const sums = tf.sum(exponentials, 1, true); // [N, 1]
  const flat = tf.add(tf.mul(tf.range(0, N, 1, "int32"), tf.scalar(V, "int32")), targets) as tf.Tensor1D; // [N]
  const ofTarget = tf.gather(tf.reshape(shifted, [N * V]), flat); // [N]
  const surprisal = tf.sub(tf.log(tf.reshape(sums, [N])), ofTarget); // [N]
  return [tf.sum(tf.mul(weights, surprisal)), tf.div(exponentials, sums)];
}

/** (p − onehot(target)) · weight · dy */
function composeBackward(dy: tf.Tensor, p: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Tensor[] {
  const [N, V] = p.shape;
  const scale = tf.reshape(tf.mul(weights, dy), [N, 1]); // [N, 1]
  const oneHot = tf.cast(tf.oneHot(targets, V), "float32"); // [N, V]
  return [tf.mul(tf.sub(p, oneHot), scale)];
}
