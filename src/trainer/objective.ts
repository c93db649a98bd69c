/**
 * The training objective: the negative evidence lower bound (Kingma and Welling 2013, eq. 3) with an annealed KL weight
 * (Bowman et al. 2015, §3.1) and free bits (`remedies/freeBits.ts`):
 *
 *   −ln p(x|z) + w · max(Λ, Σ_d max(λ, KL_d))
 *
 * Sums over the batch, in nats.
 */
import * as tf from "@tensorflow/tfjs-core";
import type { ForwardPass } from "./network";
import { chargedKl, type FreeBits } from "./remedies/freeBits";

export interface ObjectiveTensors {
  /** scalar, Σ over the batch */
  readonly objective: tf.Scalar;
  /** scalar, Σ of the KL without weight or free bits */
  readonly kl: tf.Scalar;
}

/** w, λ and Λ as tensors, so that one traced graph serves all of a run. */
export interface ObjectiveScalars extends FreeBits {
  readonly klWeight: tf.Scalar;
}

export function objective({ reconstruction, kl }: ForwardPass, scalars: ObjectiveScalars): ObjectiveTensors {
  return {
    objective: tf.add(reconstruction, tf.mul(scalars.klWeight, chargedKl(kl, scalars))),
    kl: tf.sum(kl),
  };
}
