/** A network whose encoder is studied: the same forward pass as in training, taken apart at the posterior. */
import * as tf from "@tensorflow/tfjs-core";
import { type NetworkConfig, pooledWidth } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import { crossEntropy, surprisals } from "../layers/crossEntropy";
import { lookup } from "../layers/embedding";
import { hasEncoder } from "../losses";
import { decoderFeatures, encode, type NetworkInputs, outputLayer, type WeightTensors } from "../network";
import type { ParameterStore } from "../parameters";
import { batchTensors, inScope } from "../step/eager";
import type { Group } from "./moments";
import type { Signal } from "./signals";

/** The encoder's weights by name; the posterior's linear layer counts as two heads. */
const ENCODER = ["encoder.input", "encoder.recurrent", "encoder.bias", "posterior.weight", "posterior.bias"] as const;

/** What the decoder says of a draw of B sentences. */
export interface Likelihood {
  /** ln p(x|z), [B] in nats */
  readonly values: Float64Array;
  /** ∂ ln p(x|z)/∂z, [B·L] */
  readonly slope: Float32Array;
}

/** Holds tensors until it is disposed of. */
export class StudiedNetwork {
  readonly config: NetworkConfig;
  /** The encoder's weights in the order of a gradient vector. Of the embedding only rows that are read have a gradient. */
  readonly groups: readonly Group[];
  readonly #weights: WeightTensors;
  /** [U]: the tokens that the batches' encoders read */
  readonly #tokens: Int32Array;

  /** `batches`: all that will be asked about. The current TensorFlow.js backend computes. */
  constructor(store: ParameterStore, batches: readonly Batch[]) {
    const { embedding: E, hidden: H, latent: L } = store.config;
    this.config = store.config;
    this.#weights = Object.fromEntries(
      store.parameters.map(({ name, value, shape }) => [name, tf.tensor(value, [...shape])]),
    );
    this.#tokens = Int32Array.from(new Set(batches.flatMap((batch) => [...batch.encoderTokens]))).sort();
    const head = (pooledWidth(store.config) + 1) * L;
    this.groups = [
      { name: "embedding", size: this.#tokens.length * E },
      { name: "LSTM input", size: E * 4 * H },
      { name: "LSTM recurrent", size: H * 4 * H },
      { name: "LSTM bias", size: 4 * H },
      { name: "posterior mean", size: head },
      { name: "posterior log-variance", size: head },
    ];
  }

  /** Of a gradient vector. */
  get size(): number {
    return this.groups.reduce((sum, { size }) => sum + size, 0);
  }

  /** The posteriors of a batch, [B·L] each. */
  posterior(batch: Batch): Signal {
    return inScope(() => {
      const { mean, logVariance } = this.#encode(this.#weights, this.#inputs(batch));
      return { mean: floats(mean), logVariance: floats(logVariance) };
    });
  }

  /** ln p(x|z) of each sentence, [B] in nats. z [B·L] */
  logLikelihood(batch: Batch, z: Float32Array): Float64Array {
    return inScope(() => {
      const inputs = this.#inputs(batch);
      const features = this.#features(inputs, tf.tensor2d(z, [batch.rows, this.config.latent]));
      return this.#sumByRow(features, inputs);
    });
  }

  /** ln p(x|z) and its slope by z. */
  likelihood(batch: Batch, z: Float32Array): Likelihood {
    return inScope(() => {
      const inputs = this.#inputs(batch);
      const values: Float64Array[] = [];
      const [slope] = tf.grads((latent: tf.Tensor) => {
        const features = this.#features(inputs, latent as tf.Tensor2D);
        values.push(this.#sumByRow(features, inputs));
        const layer = outputLayer(this.#weights, this.config);
        return tf.neg(crossEntropy(features, layer, inputs.targets, inputs.targetWeights));
      })([tf.tensor2d(z, [batch.rows, this.config.latent])]);
      return { values: values[0], slope: floats(slope) };
    });
  }

  /** Adds `scale` · ∂(μ, ln σ²)/∂φ · signal to a gradient vector over `groups`. */
  addGradient(batch: Batch, signal: Signal, scale: number, gradient: Float32Array): void {
    inScope(() => {
      const inputs = this.#inputs(batch);
      const shape: [number, number] = [batch.rows, this.config.latent];
      const byMean = tf.tensor2d(signal.mean, shape);
      const byLogVariance = tf.tensor2d(signal.logVariance, shape);
      const rows = tf.gather(this.#weights.embedding, tf.tensor1d(this.#tokens, "int32")); // [U, E]
      const places = { ...inputs, encoderTokens: tf.tensor1d(this.#placesOf(batch.encoderTokens), "int32") };
      const gradients = tf.grads((embedding: tf.Tensor, ...encoder: tf.Tensor[]) => {
        const own = Object.fromEntries(ENCODER.map((name, index) => [name, encoder[index]]));
        const { mean, logVariance } = this.#encode({ ...this.#weights, ...own, embedding }, places);
        return tf.add(tf.sum(tf.mul(mean, byMean)), tf.sum(tf.mul(logVariance, byLogVariance)));
      })([rows, ...ENCODER.map((name) => this.#weights[name])]);
      let start = 0;
      for (const part of this.#byGroup(gradients)) {
        for (const value of floats(part)) gradient[start++] += scale * value;
      }
    });
  }

  dispose(): void {
    tf.dispose(Object.values(this.#weights));
  }

  /** In the order of `groups`. */
  #byGroup([embedding, input, recurrent, bias, headWeight, headBias]: readonly tf.Tensor[]): tf.Tensor[] {
    const [meanWeight, logVarianceWeight] = tf.split(headWeight, 2, 1);
    const [meanBias, logVarianceBias] = tf.split(headBias, 2, 0);
    return [embedding, input, recurrent, bias, meanWeight, meanBias, logVarianceWeight, logVarianceBias];
  }

  #encode(weights: WeightTensors, inputs: NetworkInputs) {
    const embedded = lookup(weights.embedding as tf.Tensor2D, inputs.encoderTokens);
    return encode(weights, embedded, inputs, this.config);
  }

  #features(inputs: NetworkInputs, z: tf.Tensor2D): tf.Tensor2D {
    const embedded = lookup(this.#weights.embedding as tf.Tensor2D, inputs.decoderTokens);
    return decoderFeatures(this.#weights, embedded, z, inputs, this.config);
  }

  #sumByRow(features: tf.Tensor2D, { rows, time, targets, targetWeights }: NetworkInputs): Float64Array {
    const surprisal = tf.mul(surprisals(features, outputLayer(this.#weights, this.config), targets), targetWeights);
    return Float64Array.from(floats(tf.neg(tf.sum(tf.reshape(surprisal, [time, rows]), 0))));
  }

  #inputs(batch: Batch): NetworkInputs {
    const inputs = batchTensors(batch, this.config);
    if (hasEncoder(inputs)) return inputs;
    throw new RangeError("A language model has no encoder");
  }

  #placesOf(tokens: Int32Array): Int32Array {
    const places = new Map(Array.from(this.#tokens, (token, place) => [token, place]));
    return tokens.map((token) => places.get(token) ?? 0);
  }
}

function floats(tensor: tf.Tensor): Float32Array {
  const values = tensor.dataSync();
  if (values instanceof Float32Array) return values;
  throw new TypeError(`A tensor of ${tensor.dtype} where float32 was expected`);
}
