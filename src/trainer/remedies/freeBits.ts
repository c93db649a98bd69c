/**
 * Free bits: KL that is not penalised, so that the posterior may carry that much without a pull back to the prior. For each
 * dimension, Σ_d max(λ, KL_d) (Kingma et al. 2016, *Inverse Autoregressive Flow*, appendix C.8; Li et al. 2019), or for the
 * sentence as a whole, max(Λ, Σ_d KL_d) (the same with one group of all dimensions; Li et al. 2019, "FB").
 *
 * The maxima are taken for each sentence, so the sum splits over shards of a batch. Under them the gradient is exactly zero.
 */
import * as tf from "@tensorflow/tfjs-core";

export interface FreeBits {
  /** λ: scalar, nats a dimension */
  readonly freeBits: tf.Scalar;
  /** Λ: scalar, nats a sentence */
  readonly freeBitsTotal: tf.Scalar;
}

/** scalar: Σ over the sentences of max(Λ, Σ_d max(λ, KL_d)). `kl`: [B, L]. */
export function chargedKl(kl: tf.Tensor2D, { freeBits, freeBitsTotal }: FreeBits): tf.Scalar {
  const sentences = tf.sum(tf.maximum(kl, freeBits), 1); // [B]
  return tf.sum(tf.maximum(sentences, freeBitsTotal));
}
