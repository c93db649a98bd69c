/**
 * The training objective: the negative evidence lower bound (Kingma and Welling 2013, eq. 3) with an annealed KL weight
 * (Bowman et al. 2015, §3.1) and free bits for each dimension (Kingma et al. 2016, appendix C.8; Li et al. 2019):
 *
 *   −ln p(x|z) + w · Σ_d max(λ, KL_d)
 *
 * The maximum is taken for each sentence, so the sum splits over shards of a batch. Sums over the batch, in nats.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ForwardPass } from "./network";

export interface ObjectiveTensors {
  /** scalar, Σ over the batch */
  readonly objective: tf.Scalar;
  /** scalar, Σ of the KL without weight or free bits */
  readonly kl: tf.Scalar;
}

/** klWeight w and freeBits λ are scalars, so that one traced graph serves a whole schedule. */
export function objective(pass: ForwardPass, klWeight: tf.Scalar, freeBits: tf.Scalar): ObjectiveTensors {
  const charged = tf.sum(tf.maximum(pass.kl, freeBits)); // no gradient under λ
  return {
    objective: tf.add(pass.reconstruction, tf.mul(klWeight, charged)) as tf.Scalar,
    kl: tf.sum(pass.kl),
  };
}
