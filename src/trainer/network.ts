/**
 * The sentence VAE of Bowman et al. 2015 (arXiv 1511.06349, §3) in TensorFlow.js ops: the one definition that runs eagerly,
 * is traced into ONNX training steps, and is the oracle of the exported graphs. Sequences are time-major and flat, [T·B, …];
 * around the LSTMs they are feature-major, […, T·B] (see layers/lstm.ts).
 *
 * Sizes: B sentences, T positions, N = T·B, V vocabulary, E embedding, H hidden, L latent, F features before the softmax.
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import type { NetworkConfig } from "../model/family/network";
import { crossEntropy, type OutputLayer } from "./layers/crossEntropy";
import { lookup } from "./layers/embedding";
import { linear, linearFeatureMajor } from "./layers/linear";
import { type LstmShape, lstm } from "./layers/lstm";

export type WeightTensors = Readonly<Record<string, tf.Tensor>>;

/** A batch as tensors; see `Batch` for the layout. */
export interface NetworkInputs {
  readonly rows: number;
  readonly time: number;
  /** int32 [N] */
  readonly encoderTokens: tf.Tensor1D;
  /** [N, 1] */
  readonly encoderMask: tf.Tensor2D;
  /** int32 [N] */
  readonly decoderTokens: tf.Tensor1D;
  /** int32 [N] */
  readonly targets: tf.Tensor1D;
  /** [N] */
  readonly targetWeights: tf.Tensor1D;
  /** [B, L] */
  readonly noise: tf.Tensor2D;
  readonly dropout?: {
    /** [N, E] */
    readonly encoderInput: tf.Tensor2D;
    /** [N, E] */
    readonly decoderInput: tf.Tensor2D;
    /** [N, F] */
    readonly output: tf.Tensor2D;
  };
}

export interface PosteriorTensors {
  /** [B, L] μ */
  readonly mean: tf.Tensor2D;
  /** [B, L] ln σ² */
  readonly logVariance: tf.Tensor2D;
}

export interface ForwardPass extends PosteriorTensors {
  /** scalar: Σ over the batch of −ln p(x|z) */
  readonly reconstruction: tf.Scalar;
  /** [B, L]: KL(q(z_d|x) ‖ N(0, 1)) of each sentence and dimension */
  readonly kl: tf.Tensor2D;
}

/** The embeddings of the encoder's and of the decoder's tokens, [N, E] each. */
export type Embedded = readonly [encoder: tf.Tensor2D, decoder: tf.Tensor2D];

/**
 * Encode, reparameterise, decode with the sentence forced: the parts of the evidence lower bound. `embedded` can be given
 * apart from the weights to take the gradient of the looked-up rows instead of the table's.
 */
export function forwardPass(
  weights: WeightTensors,
  inputs: NetworkInputs,
  config: NetworkConfig,
  embedded: Embedded = embed(weights, inputs),
): ForwardPass {
  const [encoderInput, decoderInput] = dropped(embedded, inputs); // [N, E] each
  const { mean, logVariance } = encode(weights, encoderInput, inputs, config); // [B, L]
  const z = reparameterise(mean, logVariance, inputs.noise); // [B, L]
  const features = decode(weights, decoderInput, z, inputs, config); // [N, F]
  const reconstruction = crossEntropy(features, outputLayer(weights, config), inputs.targets, inputs.targetWeights);
  return { mean, logVariance, reconstruction, kl: gaussianKl(mean, logVariance) };
}

function embed(weights: WeightTensors, { encoderTokens, decoderTokens }: NetworkInputs): Embedded {
  const ids = tf.concat([encoderTokens, decoderTokens], 0) as tf.Tensor1D; // [2N]: one scatter going back
  return tf.split(lookup(matrix(weights, "embedding"), ids), 2, 0) as [tf.Tensor2D, tf.Tensor2D];
}

function dropped([encoder, decoder]: Embedded, { dropout }: NetworkInputs): Embedded {
  return dropout === undefined
    ? [encoder, decoder]
    : [tf.mul(encoder, dropout.encoderInput), tf.mul(decoder, dropout.decoderInput)];
}

/** q(z|x): an LSTM over the true length (the mask holds the state at zero through the padding in front). */
function encode(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  inputs: NetworkInputs,
  config: NetworkConfig,
): PosteriorTensors {
  const { rows: B, time: T } = inputs;
  const H = config.hidden;
  const zero = tf.zeros([H, B]) as tf.Tensor2D;
  const mask = tf.reshape(inputs.encoderMask, [1, T * B]) as tf.Tensor2D;
  const projected = affineFeatureMajor(weights, "encoder.input", "encoder.bias", embedded); // [4H, N]
  const states = lstm(projected, matrix(weights, "encoder.recurrent"), zero, zero, shapeOf(inputs, H), mask); // [H, N]
  const last = tf.slice(states, [0, (T - 1) * B], [H, B]) as tf.Tensor2D; // [H, B]
  const pooled = config.pooling === "last" ? last : withMeanState(last, states, inputs); // [H or 2H, B]
  const posterior = affine(weights, "posterior.weight", "posterior.bias", tf.transpose(pooled)); // [B, 2L]
  const [mean, logVariance] = tf.split(posterior, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  return { mean, logVariance };
}

/** The last state over the mean of all, [2H, B]; states of padding are zero and so do not count. */
function withMeanState(last: tf.Tensor2D, states: tf.Tensor2D, inputs: NetworkInputs): tf.Tensor2D {
  const { rows: B, time: T, encoderMask } = inputs;
  const total = tf.sum(tf.reshape(states, [-1, T, B]), 1); // [H, B]
  const lengths = tf.sum(tf.reshape(encoderMask, [1, T, B]), 1); // [1, B]
  return tf.concat([last, tf.div(total, tf.maximum(lengths, 1)) as tf.Tensor2D], 0);
}

/** z = μ + σ ⊙ ε (Kingma and Welling 2013, §2.4) */
function reparameterise(mean: tf.Tensor2D, logVariance: tf.Tensor2D, noise: tf.Tensor2D): tf.Tensor2D {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
}

/** What the softmax of p(x_t | x_<t, z) reads: z is part of every input, gives the initial state and, if configured, reaches the output. */
function decode(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  z: tf.Tensor2D, // [B, L]
  inputs: NetworkInputs,
  config: NetworkConfig,
): tf.Tensor2D {
  const { rows: B, time: T } = inputs;
  const H = config.hidden;
  const initial = tf.tanh(affineFeatureMajor(weights, "initial.weight", "initial.bias", z)); // [2H, B]
  const [h0, c0] = tf.split(initial, 2, 0) as [tf.Tensor2D, tf.Tensor2D]; // [H, B]
  const ofTokens = linearFeatureMajor(embedded, matrix(weights, "decoder.input")); // [4H, N]
  const ofLatent = affineFeatureMajor(weights, "decoder.latent", "decoder.bias", z); // [4H, B], the same at every step
  const atSteps = tf.add(tf.reshape(ofTokens, [4 * H, T, B]), tf.reshape(ofLatent, [4 * H, 1, B]));
  const projected = tf.reshape(atSteps, [4 * H, T * B]) as tf.Tensor2D; // [4H, N]
  const states = lstm(projected, matrix(weights, "decoder.recurrent"), h0, c0, shapeOf(inputs, H)); // [H, N]
  return outputFeatures(weights, tf.transpose(states), z, inputs, config); // [N, F]
}

function outputFeatures(
  weights: WeightTensors,
  states: tf.Tensor2D, // [N, H]
  z: tf.Tensor2D, // [B, L]
  inputs: NetworkInputs,
  config: NetworkConfig,
): tf.Tensor2D {
  let features = config.tied ? linear(states, matrix(weights, "output.projection")) : states; // [N, F]
  if (config.skip) {
    features = addToEveryStep(features, linear(z, matrix(weights, "output.latent")), inputs.time, inputs.rows); // [N, F]
  }
  return inputs.dropout === undefined ? features : tf.mul(features, inputs.dropout.output);
}

function outputLayer(weights: WeightTensors, { tied }: NetworkConfig): OutputLayer {
  const matrixName = tied ? "embedding" : "output.weight";
  return { matrix: matrix(weights, matrixName), bias: vector(weights, "output.bias"), transposed: tied };
}

/** KL(N(μ, σ²) ‖ N(0, 1)) = ½ (μ² + σ² − 1 − ln σ²), [B, L] */
function gaussianKl(mean: tf.Tensor2D, logVariance: tf.Tensor2D): tf.Tensor2D {
  return tf.mul(0.5, tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1)));
}

function addToEveryStep(sequence: tf.Tensor2D, rows: tf.Tensor2D, T: number, B: number): tf.Tensor2D {
  const width = rows.shape[1];
  return tf.reshape(tf.add(tf.reshape(sequence, [T, B, width]), tf.reshape(rows, [1, B, width])), [T * B, width]);
}

function affine(weights: WeightTensors, weight: string, bias: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(linear(x, matrix(weights, weight)), vector(weights, bias));
}

/** As `affine`, with the features in front: [O, N]. */
function affineFeatureMajor(weights: WeightTensors, weight: string, bias: string, x: tf.Tensor2D): tf.Tensor2D {
  return tf.add(linearFeatureMajor(x, matrix(weights, weight)), tf.reshape(vector(weights, bias), [-1, 1]));
}

function shapeOf({ time, rows }: NetworkInputs, hidden: number): LstmShape {
  return { time, rows, hidden };
}

function matrix(weights: WeightTensors, name: string): tf.Tensor2D {
  return tensor(weights, name) as tf.Tensor2D;
}

function vector(weights: WeightTensors, name: string): tf.Tensor1D {
  return tensor(weights, name) as tf.Tensor1D;
}

function tensor(weights: WeightTensors, name: string): tf.Tensor {
  const found = weights[name];
  if (found === undefined) throw new RangeError(`The network has no weight named ${name}`);
  return found;
}
