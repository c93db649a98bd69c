/**
 * Batch-normalised posterior means (Zhu et al. 2020, *A Batch Normalized Inference Network Keeps the KL Vanishing Away*,
 * eq. 5 and 6): μ ← γ (μ − mean) / std + b over the batch, γ fixed. Averaged over the batch, KL_d ≥ (γ² + b²) / 2, so no
 * dimension can collapse. b is learnt; the linear layer's own bias, which the mean takes away, serves as b.
 *
 * In use there is no batch. The text's own statistics, measured at the weights as they are, take the batch's place, and since
 * they are constants the whole is a linear layer again: it is folded into the posterior's weights, and a package knows nothing
 * of it.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ParameterStore } from "../parameters";

/** Keeps a dimension that is the same in the whole batch finite. */
const LEAST_VARIANCE = 1e-8;

/** `mean` [B, L] with the linear layer's `bias` [≥ L] in it, normalised over the batch. */
export function batchNormalised(mean: tf.Tensor2D, bias: tf.Tensor1D, gamma: number): tf.Tensor2D {
  const [rows, latent] = mean.shape;
  const centred = tf.sub(mean, tf.div(tf.sum(mean, 0, true), rows));
  const variance = tf.div(tf.sum(tf.square(centred), 0, true), rows); // [1, L]
  const scale = tf.div(gamma, tf.sqrt(tf.add(variance, LEAST_VARIANCE)));
  return tf.add(tf.mul(centred, scale), tf.reshape(tf.slice(bias, [0], [latent]), [1, latent]));
}

/** Of the means before normalisation, the bias in them; [L] each. */
export interface MeanStatistics {
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
}

/** Makes the posterior's linear layer give the normalised means by itself. */
export function foldBatchNorm(store: Pick<ParameterStore, "get">, statistics: MeanStatistics, gamma: number): void {
  const weight = store.get("posterior.weight").value; // [pooled, 2L]
  const bias = store.get("posterior.bias").value; // [2L]
  const width = bias.length;
  for (let d = 0; d < width / 2; d++) {
    const scale = gamma / Math.sqrt(statistics.variance[d] + LEAST_VARIANCE);
    for (let at = d; at < weight.length; at += width) weight[at] *= scale;
    bias[d] += (bias[d] - statistics.mean[d]) * scale;
  }
}
