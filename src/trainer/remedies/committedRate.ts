/** The posterior with a committed rate (Razavi et al. 2019; `model/family/committedRate.ts`) in TensorFlow.js ops. */
import * as tf from "@tensorflow/tfjs-core";
import { logVarianceBounds, roundingMargin } from "../../model/family/committedRate";
import type { PosteriorTensors } from "../network";

/** From what the encoder's linear layer gives for μ and ln σ², [B, L] each: a posterior with KL_d ≥ δ in every dimension. */
export function committedRate({ mean, logVariance }: PosteriorTensors, delta: number): PosteriorTensors {
  const { lower, upper } = logVarianceBounds(delta);
  const bounded: tf.Tensor2D = tf.add(tf.mul(tf.sigmoid(logVariance), upper - lower), lower);
  const least = tf.maximum(tf.add(tf.sub(bounded, tf.exp(bounded)), 2 * delta + 1), 0);
  const distance = tf.sqrt(tf.add(tf.add(least, roundingMargin(delta)), tf.square(mean)));
  return { mean: tf.mul(side(mean), distance), logVariance: bounded };
}

/** 1 from zero on, else −1: unlike a sign it is never 0, where a mean would be the prior's. */
function side(mean: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(tf.mul(tf.cast(tf.greaterEqual(mean, 0), "float32"), 2), 1);
}
