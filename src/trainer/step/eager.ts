/** The gradient step run op by op on a TensorFlow.js backend: the oracle of the compiled step, and its fall-back. */
import * as tf from "@tensorflow/tfjs-core";
import { featureWidth, isLanguageModel, type NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import { type BatchTensors, type Losses, lossesOf } from "../losses";
import type { DecoderInputs, WeightTensors } from "../network";
import type { ParameterStore } from "../parameters";
import { inUse, type TrainedNetwork } from "../trainedNetwork";
import type { Evaluation, GradientEngine, LossSums, ObjectiveControls } from "./gradients";

export class EagerGradientEngine implements GradientEngine {
  readonly config: TrainedNetwork;
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
      const losses: Losses[] = [];
      const gradientsOf = tf.valueAndGrads((...values: tf.Tensor[]) => {
        const computed = this.#losses(namedTensors(this.parameters, values), batch, controls, this.config);
        losses.push(keep(computed));
        return tf.div(computed.objective, normalizer) as tf.Scalar;
      });
      const { grads } = gradientsOf(tensors);
      grads.forEach((gradient, index) => {
        parameters[index]?.gradient.set(gradient.dataSync());
      });
      const [computed] = losses as [Losses];
      const sums = readSums(computed);
      tf.dispose(Object.values(computed));
      return sums;
    });
  }

  async evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    await tf.setBackend(this.backend);
    return inScope(() => {
      const values = this.parameters.parameters.map(({ value, shape }) => tf.tensor(value, [...shape]));
      const losses = this.#losses(namedTensors(this.parameters, values), batch, controls, inUse(this.config));
      return {
        ...readSums(losses),
        mean: numbers(losses.mean),
        logVariance: numbers(losses.logVariance),
      };
    });
  }

  async dispose(): Promise<void> {}

  #losses(weights: WeightTensors, batch: Batch, controls: ObjectiveControls, config: TrainedNetwork): Losses {
    const { klWeight, freeBits, freeBitsTotal = 0 } = controls;
    const scalars = {
      klWeight: tf.scalar(klWeight),
      freeBits: tf.scalar(freeBits),
      freeBitsTotal: tf.scalar(freeBitsTotal),
    };
    return lossesOf(weights, batchTensors(batch, config), config, scalars);
  }
}

/** A batch as tensors of the current backend. */
export function batchTensors(batch: Batch, config: NetworkConfig): BatchTensors {
  const N = batch.rows * batch.time;
  const E = config.embedding;
  const { dropout: masks } = batch;
  const inputs: DecoderInputs = {
    rows: batch.rows,
    time: batch.time,
    decoderTokens: tf.tensor1d(batch.decoderTokens, "int32"),
    targets: tf.tensor1d(batch.targets, "int32"),
    targetWeights: tf.tensor1d(batch.targetWeights),
    ...(masks && {
      dropout: {
        decoderInput: tf.tensor2d(masks.decoderInput, [N, E]),
        output: tf.tensor2d(masks.output, [N, featureWidth(config)]),
      },
    }),
  };
  if (isLanguageModel(config)) return inputs;
  return {
    ...inputs,
    encoderTokens: tf.tensor1d(batch.encoderTokens, "int32"),
    encoderMask: tf.tensor2d(batch.encoderMask, [N, 1]),
    noise: tf.tensor2d(batch.noise, [batch.rows, config.latent]),
    ...(masks && { encoderDropout: tf.tensor2d(masks.encoderInput, [N, E]) }),
  };
}

function namedTensors(store: ParameterStore, values: readonly tf.Tensor[]): WeightTensors {
  return Object.fromEntries(store.parameters.map(({ name }, index) => [name, values[index]]));
}

/** Runs a function whose tensors are all disposed of at its end, and returns its plain result. */
export function inScope<T>(run: () => T): T {
  const engine = tf.engine();
  engine.startScope();
  try {
    return run();
  } finally {
    engine.endScope();
  }
}

/** Lets the losses outlive the tidy inside the gradient computation. */
function keep(losses: Losses): Losses {
  for (const tensor of Object.values(losses)) tf.keep(tensor as tf.Tensor);
  return losses;
}

function readSums({ reconstruction, kl, objective }: Losses): LossSums {
  return { reconstruction: scalar(reconstruction), kl: scalar(kl), objective: scalar(objective) };
}

function numbers(tensor: tf.Tensor | undefined): Float32Array {
  return tensor === undefined ? new Float32Array(0) : (tensor.dataSync() as Float32Array);
}

function scalar(tensor: tf.Scalar): number {
  return tensor.dataSync()[0] as number;
}
