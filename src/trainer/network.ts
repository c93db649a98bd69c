/**
 * The sentence VAE of Bowman et al. 2015 (arXiv 1511.06349, §3) and its decoder alone, the language model (RNNLM), in
 * TensorFlow.js ops: the one definition that runs eagerly, is traced into ONNX training steps, and is the oracle of the
 * exported graphs. Sequences are time-major and flat, [T·B, …];
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
import { batchNormalised } from "./remedies/batchNorm";
import { committedRate } from "./remedies/committedRate";
import type { TrainedNetwork } from "./trainedNetwork";

export type WeightTensors = Readonly<Record<string, tf.Tensor>>;

/** What the decoder reads of a batch, as tensors, and all that a language model is given; see `Batch` for the layout. */
export interface DecoderInputs {
  readonly rows: number;
  readonly time: number;
  /** int32 [N] */
  readonly decoderTokens: tf.Tensor1D;
  /** int32 [N] */
  readonly targets: tf.Tensor1D;
  /** [N] */
  readonly targetWeights: tf.Tensor1D;
  readonly dropout?: {
    /** [N, E] */
    readonly decoderInput: tf.Tensor2D;
    /** [N, F] */
    readonly output: tf.Tensor2D;
  };
}

/** A whole batch as tensors. */
export interface NetworkInputs extends DecoderInputs {
  /** int32 [N] */
  readonly encoderTokens: tf.Tensor1D;
  /** [N, 1] */
  readonly encoderMask: tf.Tensor2D;
  /** [B, L] */
  readonly noise: tf.Tensor2D;
  /** [N, E] */
  readonly encoderDropout?: tf.Tensor2D;
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
export interface Embedded {
  readonly encoder: tf.Tensor2D;
  readonly decoder: tf.Tensor2D;
}

/**
 * Encode, reparameterise, decode with the sentence forced: the parts of the evidence lower bound. `embedded` can be given
 * apart from the weights to take the gradient of the looked-up rows instead of the table's.
 */
export function forwardPass(
  weights: WeightTensors,
  inputs: NetworkInputs,
  config: TrainedNetwork,
  embedded: Embedded = embed(weights, inputs),
): ForwardPass {
  const encoderInput = dropped(embedded.encoder, inputs.encoderDropout); // [N, E]
  const { mean, logVariance } = encode(weights, encoderInput, inputs, config); // [B, L]
  const z = reparameterise(mean, logVariance, inputs.noise); // [B, L]
  const reconstruction = decode(weights, embedded.decoder, z, inputs, config);
  return { mean, logVariance, reconstruction, kl: gaussianKl(mean, logVariance) };
}

/** scalar: Σ over the batch of −ln p(x) of the decoder alone. `embedded`, [N, E], as for `forwardPass`. */
export function languageModelPass(
  weights: WeightTensors,
  inputs: DecoderInputs,
  config: NetworkConfig,
  embedded = lookup(matrix(weights, "embedding"), inputs.decoderTokens),
): tf.Scalar {
  return decode(weights, embedded, undefined, inputs, config);
}

function embed(weights: WeightTensors, { encoderTokens, decoderTokens }: NetworkInputs): Embedded {
  const ids = tf.concat([encoderTokens, decoderTokens], 0) as tf.Tensor1D; // [2N]: one scatter going back
  const [encoder, decoder] = tf.split(lookup(matrix(weights, "embedding"), ids), 2, 0) as [tf.Tensor2D, tf.Tensor2D];
  return { encoder, decoder };
}

function dropped(values: tf.Tensor2D, mask: tf.Tensor2D | undefined): tf.Tensor2D {
  return mask === undefined ? values : tf.mul(values, mask);
}

/** q(z|x): an LSTM over the true length (the mask holds the state at zero through the padding in front). */
export function encode(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  inputs: NetworkInputs,
  config: TrainedNetwork,
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
  return remedied({ mean, logVariance }, weights, config);
}

/** The posterior that the remedies against collapse make of what the linear layer gives, [B, L] each. */
function remedied(
  posterior: PosteriorTensors,
  weights: WeightTensors,
  { delta, batchNorm }: TrainedNetwork,
): PosteriorTensors {
  if (delta !== undefined) return committedRate(posterior, delta);
  if (batchNorm === undefined) return posterior;
  return { ...posterior, mean: batchNormalised(posterior.mean, vector(weights, "posterior.bias"), batchNorm) };
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

/**
 * scalar: Σ over the batch of −ln p(x_t | x_<t, z). z is part of every input, gives the initial state and, if configured,
 * reaches the output. Without z the state begins at zero.
 */
function decode(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  z: tf.Tensor2D | undefined, // [B, L]
  inputs: DecoderInputs,
  config: NetworkConfig,
): tf.Scalar {
  const features = decoderFeatures(weights, embedded, z, inputs, config); // [N, F]
  return crossEntropy(features, outputLayer(weights, config), inputs.targets, inputs.targetWeights);
}

/** What the softmax of p(x_t | x_<t, z) reads, [N, F]. */
export function decoderFeatures(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  z: tf.Tensor2D | undefined, // [B, L]
  inputs: DecoderInputs,
  config: NetworkConfig,
): tf.Tensor2D {
  const input = dropped(embedded, inputs.dropout?.decoderInput);
  const projected = z === undefined ? ofTokens(weights, input) : ofTokensAndLatent(weights, input, z, inputs, config);
  const [h0, c0] = initialState(weights, z, inputs, config);
  const recurrent = matrix(weights, "decoder.recurrent");
  const states = lstm(projected, recurrent, h0, c0, shapeOf(inputs, config.hidden)); // [H, N]
  return outputFeatures(weights, tf.transpose(states), z, inputs, config);
}

/** The gates' part that does not depend on the state, [4H, N]. */
function ofTokens(weights: WeightTensors, embedded: tf.Tensor2D): tf.Tensor2D {
  return affineFeatureMajor(weights, "decoder.input", "decoder.bias", embedded);
}

function ofTokensAndLatent(
  weights: WeightTensors,
  embedded: tf.Tensor2D, // [N, E]
  z: tf.Tensor2D, // [B, L]
  { rows: B, time: T }: DecoderInputs,
  { hidden: H }: NetworkConfig,
): tf.Tensor2D {
  const ofTokens = linearFeatureMajor(embedded, matrix(weights, "decoder.input")); // [4H, N]
  const ofLatent = affineFeatureMajor(weights, "decoder.latent", "decoder.bias", z); // [4H, B], the same at every step
  const atSteps = tf.add(tf.reshape(ofTokens, [4 * H, T, B]), tf.reshape(ofLatent, [4 * H, 1, B]));
  return tf.reshape(atSteps, [4 * H, T * B]);
}

/** h and c before the first token, [H, B] each. */
function initialState(
  weights: WeightTensors,
  z: tf.Tensor2D | undefined,
  { rows }: DecoderInputs,
  { hidden }: NetworkConfig,
): readonly [h: tf.Tensor2D, c: tf.Tensor2D] {
  if (z === undefined) {
    const zero = tf.zeros([hidden, rows]) as tf.Tensor2D;
    return [zero, zero];
  }
  const initial = tf.tanh(affineFeatureMajor(weights, "initial.weight", "initial.bias", z)); // [2H, B]
  return tf.split(initial, 2, 0) as [tf.Tensor2D, tf.Tensor2D];
}

function outputFeatures(
  weights: WeightTensors,
  states: tf.Tensor2D, // [N, H]
  z: tf.Tensor2D | undefined, // [B, L]
  inputs: DecoderInputs,
  config: NetworkConfig,
): tf.Tensor2D {
  let features = config.tied ? linear(states, matrix(weights, "output.projection")) : states; // [N, F]
  if (config.skip && z !== undefined) {
    features = addToEveryStep(features, linear(z, matrix(weights, "output.latent")), inputs.time, inputs.rows); // [N, F]
  }
  return dropped(features, inputs.dropout?.output);
}

export function outputLayer(weights: WeightTensors, { tied }: NetworkConfig): OutputLayer {
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

function shapeOf({ time, rows }: DecoderInputs, hidden: number): LstmShape {
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
