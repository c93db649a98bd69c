/** What a training step computes of a batch, for a sentence VAE and for a language model alike. */
import * as tf from "@tensorflow/tfjs-core";
import {
  type DecoderInputs,
  type Embedded,
  forwardPass,
  languageModelPass,
  type NetworkInputs,
  type PosteriorTensors,
  type WeightTensors,
} from "./network";
import { type ObjectiveScalars, type ObjectiveTensors, objective } from "./objective";
import type { TrainedNetwork } from "./trainedNetwork";

/** Sums over the batch, in nats, and the posteriors if the model has any. */
export interface Losses extends ObjectiveTensors, Partial<PosteriorTensors> {
  /** scalar: Σ −ln p(x|z), or Σ −ln p(x) */
  readonly reconstruction: tf.Scalar;
}

/** A batch as the network takes it: whole, or what a language model is given. */
export type BatchTensors = NetworkInputs | DecoderInputs;

/** The rows of the embedding that a step reads, by reader: the encoder is there if the model has one. */
export type LookedUp = Pick<Embedded, "decoder"> & Partial<Embedded>;

/** `embedded` as `forwardPass` takes it: apart from the weights if its gradient is wanted. */
export function lossesOf(
  weights: WeightTensors,
  inputs: BatchTensors,
  config: TrainedNetwork,
  scalars: ObjectiveScalars,
  embedded?: LookedUp,
): Losses {
  if (!hasEncoder(inputs)) {
    const reconstruction = languageModelPass(weights, inputs, config, embedded?.decoder);
    return { reconstruction, objective: reconstruction, kl: tf.scalar(0) };
  }
  const { encoder, decoder } = embedded ?? {};
  const pass = forwardPass(weights, inputs, config, encoder && decoder && { encoder, decoder });
  return { ...pass, ...objective(pass, scalars) };
}

export function hasEncoder(inputs: BatchTensors): inputs is NetworkInputs {
  return "encoderTokens" in inputs;
}
