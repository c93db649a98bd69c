/** The gradient step run op by op on a TensorFlow.js backend: the oracle of the compiled step, and its fall-back. */
import * as tf from "@tensorflow/tfjs-core";
import { featureWidth, type NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import { type ForwardPass, forwardPass, type NetworkInputs, type WeightTensors } from "../network";
import { type ObjectiveTensors, objective } from "../objective";
import type { ParameterStore } from "../parameters";
import type { Evaluation, GradientEngine, LossSums, ObjectiveControls } from "./gradients";

export class EagerGradientEngine implements GradientEngine {
  readonly config: NetworkConfig;
  readonly name: string;

  /** Computes on the given TensorFlow.js backend, which must be registered and ready. */
  constructor(
    readonly parameters: ParameterStore,
    private readonly backend: string = tf.getBackend(),
  ) {
    this.config = parameters.config;
    this.name = `eager on ${backend}`;
  }

  async gradients(batch: Batch, controls: ObjectiveControls, normalizer: number): Promise<LossSums> {
    await tf.setBackend(this.backend);
    return inScope(() => {
      const { parameters } = this.parameters;
      const tensors = parameters.map(({ value, shape }) => tf.tensor(value, [...shape]));
      const losses: LossTensors[] = [];
      const gradientsOf = tf.valueAndGrads((...values: tf.Tensor[]) => {
        const computed = this.#losses(namedTensors(this.parameters, values), batch, controls);
        losses.push(keep(computed));
        return tf.div(computed.objective, normalizer) as tf.Scalar;
      });
      const { grads } = gradientsOf(tensors);
      grads.forEach((gradient, index) => {
        parameters[index]?.gradient.set(gradient.dataSync());
      });
      const [computed] = losses as [LossTensors];
      const sums = readSums(computed);
      tf.dispose(Object.values(computed));
      return sums;
    });
  }

  async evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    await tf.setBackend(this.backend);
    return inScope(() => {
      const values = this.parameters.parameters.map(({ value, shape }) => tf.tensor(value, [...shape]));
      const losses = this.#losses(namedTensors(this.parameters, values), batch, controls);
      return {
        ...readSums(losses),
        mean: losses.mean.dataSync() as Float32Array,
        logVariance: losses.logVariance.dataSync() as Float32Array,
      };
    });
  }

  async dispose(): Promise<void> {}

  #losses(weights: WeightTensors, batch: Batch, controls: ObjectiveControls): LossTensors {
    const pass = forwardPass(weights, batchTensors(batch, this.config), this.config);
    const terms = objective(pass, tf.scalar(controls.klWeight), tf.scalar(controls.freeBits));
    return { ...terms, reconstruction: pass.reconstruction, mean: pass.mean, logVariance: pass.logVariance };
  }
}

type LossTensors = ObjectiveTensors & Pick<ForwardPass, "reconstruction" | "mean" | "logVariance">;

/** A batch as tensors of the current backend. */
function batchTensors(batch: Batch, config: NetworkConfig): NetworkInputs {
  const N = batch.rows * batch.time;
  const E = config.embedding;
  const masks = batch.dropout;
  return {
    rows: batch.rows,
    time: batch.time,
    encoderTokens: tf.tensor1d(batch.encoderTokens, "int32"),
    encoderMask: tf.tensor2d(batch.encoderMask, [N, 1]),
    decoderTokens: tf.tensor1d(batch.decoderTokens, "int32"),
    targets: tf.tensor1d(batch.targets, "int32"),
    targetWeights: tf.tensor1d(batch.targetWeights),
    noise: tf.tensor2d(batch.noise, [batch.rows, config.latent]),
    ...(masks === undefined
      ? {}
      : {
          dropout: {
            encoderInput: tf.tensor2d(masks.encoderInput, [N, E]),
            decoderInput: tf.tensor2d(masks.decoderInput, [N, E]),
            output: tf.tensor2d(masks.output, [N, featureWidth(config)]),
          },
        }),
  };
}

function namedTensors(store: ParameterStore, values: readonly tf.Tensor[]): WeightTensors {
  return Object.fromEntries(store.parameters.map(({ name }, index) => [name, values[index]]));
}

/** Runs a function whose tensors are all disposed of at its end, and returns its plain result. */
function inScope<T>(run: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return run();
  } finally {
    engine.endScope();
  }
}

/** Lets the losses outlive the tidy inside the gradient computation. */
function keep(losses: LossTensors): LossTensors {
  for (const tensor of Object.values(losses)) tf.keep(tensor as tf.Tensor);
  return losses;
}

function readSums({ reconstruction, kl, objective }: LossTensors): LossSums {
  return { reconstruction: scalar(reconstruction), kl: scalar(kl), objective: scalar(objective) };
}

function scalar(tensor: tf.Scalar): number {
  return tensor.dataSync()[0] as number;
}
