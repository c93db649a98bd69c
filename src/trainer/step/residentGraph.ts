/**
 * Whole training steps as one graph: an ONNX `Loop` around forward pass, backward pass, clipping and optimiser, through which
 * weights and moments pass without leaving the runtime. It holds nothing that only a CPU does well.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type NetworkConfig, parameterShapes } from "../../model/family/network";
import { type BatchTensors, hasEncoder } from "../losses";
import type { WeightTensors } from "../network";
import { ADAM } from "../optimizer/optimizer";
import { type LoopTape, traceLoop } from "../tracing/loop";
import type { TrainedNetwork } from "../trainedNetwork";
import {
  type Bucket,
  batchInputs,
  controls,
  type Differentiated,
  describeBucket,
  differentiate,
  UNREADABLE,
} from "./compiledGraph";

export type Update = "adam" | "sgd";

/** Adam's moments of a weight as states of the loop. */
export const moments = { first: (weight: string) => `first.${weight}`, second: (weight: string) => `second.${weight}` };

/**
 * Every time round reads a batch, its controls, `normalizer`, `stepSize` (Adam's with the bias corrections in it) and `clip`.
 * States: the weights, and Adam's moments. Outputs: the three sums, and the gradient's norm before clipping.
 */
export function traceSteps(config: TrainedNetwork, bucket: Bucket, update: Update): Uint8Array {
  const sequence = { name: UNREADABLE, of: "norm" };
  return traceLoop(describeBucket(bucket), sequence, (tape) => {
    const inputs = batchInputs(tape, config, bucket);
    const scalars = controls(tape);
    const normalizer = tape.input<tf.Scalar>("normalizer", []);
    const weights = weightStates(tape, config);
    const found = differentiate(weights, inputs, config, scalars, normalizer);
    const gradients = wholeGradients(found, inputs, config);
    const norm = globalNorm(Object.values(gradients));
    const clip = tape.input<tf.Scalar>("clip", []);
    const scale = tf.div(clip, tf.maximum(norm, clip));
    const size = tape.input<tf.Scalar>("stepSize", []);
    for (const [name, weight] of Object.entries(weights)) {
      const gradient = tf.mul(gradients[name] as tf.Tensor, scale);
      const change = update === "adam" ? adamDirection(tape, name, gradient) : gradient;
      tape.next(name, tf.sub(weight, tf.mul(change, size)));
    }
    tape.output("norm", norm);
    tape.output("reconstruction.sum", found.losses.reconstruction);
    tape.output("kl.sum", found.losses.kl);
    tape.output("objective.sum", found.losses.objective);
  });
}

function weightStates(tape: LoopTape, config: NetworkConfig): WeightTensors {
  const shapes = Object.entries(parameterShapes(config));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, tape.state(name, shape)]));
}

/**
 * The gradients with the embedding's whole. Its rows are added by a product with the tokens' one-hot matrix: as much work as
 * the output layer's gradient, but every provider has it, and unlike a scatter on a GPU it always adds in the same order.
 */
function wholeGradients(found: Differentiated, inputs: BatchTensors, config: NetworkConfig): WeightTensors {
  const { rows, gradients } = found;
  // [2N], or [N] without an encoder
  const tokens = hasEncoder(inputs) ? tf.concat([inputs.encoderTokens, inputs.decoderTokens], 0) : inputs.decoderTokens;
  const vocabulary = tf.tensor2d(
    Int32Array.from({ length: config.vocabulary }, (_, token) => token),
    [config.vocabulary, 1],
    "int32",
  );
  const oneHot = tf.cast(tf.equal(vocabulary, tf.reshape(tokens, [1, -1])), "float32") as tf.Tensor2D; // [V, 2N]
  const looked = tf.matMul(oneHot, rows.encoder ? tf.concat([rows.encoder, rows.decoder], 0) : rows.decoder); // [V, E]
  const output = gradients.embedding;
  return { ...gradients, embedding: output === undefined ? looked : tf.add(output, looked) };
}

/** Rows first: one float32 sum over millions of numbers loses four digits. */
function globalNorm(gradients: readonly tf.Tensor[]): tf.Scalar {
  const squares = gradients.map((gradient) => tf.sum(tf.sum(tf.square(gradient), -1)));
  return tf.sqrt(squares.reduce((total, square) => tf.add(total, square))) as tf.Scalar;
}

/** m / (√v + ε) of Kingma and Ba 2015, algorithm 1, with the moments handed on. */
function adamDirection(tape: LoopTape, weight: string, gradient: tf.Tensor): tf.Tensor {
  const first = tape.state(moments.first(weight), gradient.shape);
  const second = tape.state(moments.second(weight), gradient.shape);
  const m = tf.add(tf.mul(first, ADAM.beta1), tf.mul(gradient, 1 - ADAM.beta1));
  const v = tf.add(tf.mul(second, ADAM.beta2), tf.mul(tf.square(gradient), 1 - ADAM.beta2));
  tape.next(moments.first(weight), m);
  tape.next(moments.second(weight), v);
  return tf.div(m, tf.add(tf.sqrt(v), ADAM.epsilon));
}
