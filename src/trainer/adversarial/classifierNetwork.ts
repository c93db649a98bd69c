/**
 * The reading adversary (Bowman et al. 2015, §4.2): an LSTM over the words of a sentence and its end mark, and a logistic
 * output on the last state. Layers and layout are the sentence encoder's.
 *
 * Sizes: B sentences, T positions, N = T·B, V words, E embedding, H hidden.
 */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients";
import { seeded } from "../../core/random";
import { lookup } from "../layers/embedding";
import { linear, linearFeatureMajor } from "../layers/linear";
import { lstm } from "../layers/lstm";
import type { ClassifierBatch } from "./classifierBatch";

export interface ClassifierShape {
  /** V: ids, those of end mark and padding among them, are below this. */
  readonly vocabulary: number;
  readonly embedding: number;
  readonly hidden: number;
}

/** Weights apart from the network, to put them back later. */
export type ClassifierWeights = readonly Float32Array[];

const EMBEDDING_BOUND = 0.1;

/** Holds tensors until it is disposed of; computes on the current backend. */
export class ClassifierNetwork {
  readonly #variables: readonly tf.Variable[];
  readonly #optimizer: tf.AdamOptimizer;

  constructor(
    private readonly shape: ClassifierShape,
    seed: number,
    learningRate: number,
  ) {
    const { vocabulary: V, embedding: E, hidden: H } = shape;
    const variable = (values: Float32Array, rows: number, columns: number) =>
      tf.tidy(() => tf.variable(tf.tensor2d(values, [rows, columns])));
    const matrix = (name: string, rows: number, columns: number, bound: number) => {
      const random = seeded(seed, "classifier", name);
      const values = Float32Array.from({ length: rows * columns }, () => bound * (2 * random.uniform() - 1));
      return variable(values, rows, columns);
    };
    // Forget gates, the third quarter, start open.
    const bias = Float32Array.from({ length: 4 * H }, (_, gate) => (gate >= 2 * H && gate < 3 * H ? 1 : 0));
    this.#variables = [
      matrix("embedding", V, E, EMBEDDING_BOUND),
      matrix("input", E, 4 * H, Math.sqrt(3 / E)),
      matrix("recurrent", H, 4 * H, Math.sqrt(3 / H)),
      variable(bias, 4 * H, 1),
      matrix("output", H, 1, Math.sqrt(3 / H)),
      variable(new Float32Array(1), 1, 1),
    ];
    this.#optimizer = tf.train.adam(learningRate);
  }

  /** One step of Adam on the mean loss of a batch. dropout: [N, E] on the embeddings. */
  step(batch: ClassifierBatch, dropout?: Float32Array): void {
    tf.tidy(() => {
      const { grads } = tf.variableGrads(() => this.#loss(batch, dropout), [...this.#variables]);
      this.#optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
    });
  }

  /** Log-odds that each sentence is real, [B]. */
  logits(batch: ClassifierBatch): Float32Array {
    return tf.tidy(() => this.#logits(batch).dataSync<"float32">());
  }

  weights(): ClassifierWeights {
    return this.#variables.map((variable) => variable.dataSync<"float32">().slice());
  }

  restore(weights: ClassifierWeights): void {
    tf.tidy(() => {
      for (const [index, variable] of this.#variables.entries()) {
        variable.assign(tf.tensor(weights[index], variable.shape));
      }
    });
  }

  dispose(): void {
    this.#optimizer.dispose();
    tf.dispose([...this.#variables]);
  }

  /** Mean of ln(1 + exp(−y · logit)), y = ±1: max(l, 0) − l · real + ln(1 + exp(−|l|)) */
  #loss(batch: ClassifierBatch, dropout: Float32Array | undefined): tf.Scalar {
    const logits = this.#logits(batch, dropout);
    const real = tf.tensor2d(batch.real, [batch.rows, 1]);
    const linearPart = tf.sub(tf.relu(logits), tf.mul(logits, real));
    return tf.mean(tf.add(linearPart, tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(logits)))))));
  }

  #logits({ rows: B, time: T, tokens, mask }: ClassifierBatch, dropout?: Float32Array): tf.Tensor2D {
    const [embedding, input, recurrent, bias, output, offset] = this
      .#variables as readonly tf.Tensor[] as tf.Tensor2D[];
    const { embedding: E, hidden: H } = this.shape;
    const looked = lookup(embedding, tf.tensor1d(tokens, "int32")); // [N, E]
    const embedded: tf.Tensor2D = dropout === undefined ? looked : tf.mul(looked, tf.tensor2d(dropout, [T * B, E]));
    const projected: tf.Tensor2D = tf.add(linearFeatureMajor(embedded, input), bias); // [4H, N]
    const zero: tf.Tensor2D = tf.zeros([H, B]);
    const states = lstm(
      projected,
      recurrent,
      zero,
      zero,
      { time: T, rows: B, hidden: H },
      tf.tensor2d(mask, [1, T * B]),
    );
    const last = tf.slice(states, [0, (T - 1) * B], [H, B]) as tf.Tensor2D;
    return tf.add(linear(tf.transpose(last), output), offset); // [B, 1]
  }
}
