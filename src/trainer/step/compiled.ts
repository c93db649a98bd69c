/**
 * The gradient step traced once a bucket into an ONNX graph, forward and backward pass in one, and run by ONNX Runtime.
 * The weights are fed as views of the parameter store and the gradients are written into it.
 */
import { Tensor } from "onnxruntime-node";
import type { NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import { batchFeeds, controlFeeds, type Feeds, float, gradientTargets, scalar, weightFeeds } from "./compiledFeeds";
import { type Bucket, ROWS } from "./compiledGraph";
import { addRows } from "./compiledRows";
import { CompiledSessions, type SessionSettings } from "./compiledSessions";
import type { Evaluation, GradientEngine, LossSums, ObjectiveControls } from "./gradients";

export class CompiledGradientEngine implements GradientEngine {
  readonly name: string;
  readonly config: NetworkConfig;
  readonly #sessions: CompiledSessions;
  readonly #weights: Feeds;
  readonly #gradients: Feeds;

  constructor(
    readonly parameters: ParameterStore,
    settings: SessionSettings = {},
  ) {
    this.config = parameters.config;
    this.#sessions = new CompiledSessions(parameters.config, settings);
    this.#weights = weightFeeds(parameters);
    this.#gradients = gradientTargets(parameters);
    this.name = `compiled on ${this.#sessions.description}`;
  }

  async gradients(batch: Batch, controls: ObjectiveControls, normalizer: number): Promise<LossSums> {
    const sums = sumTargets();
    const feeds = { ...this.#feeds(batch, controls), normalizer: scalar(normalizer) };
    const shape = [batch.encoderTokens.length, this.config.embedding];
    const encoderRows = new Float32Array(batch.encoderTokens.length * this.config.embedding);
    const decoderRows = new Float32Array(encoderRows.length);
    await this.#sessions.run(bucketOf("gradients", batch), feeds, {
      ...sums,
      [ROWS.encoder]: float(encoderRows, shape),
      [ROWS.decoder]: float(decoderRows, shape),
      ...this.#gradients,
    });
    const { gradient } = this.parameters.get("embedding");
    if (!this.config.tied) gradient.fill(0);
    addRows(gradient, encoderRows, batch.encoderTokens);
    addRows(gradient, decoderRows, batch.decoderTokens);
    return readSums(sums);
  }

  async evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    const sums = sumTargets();
    const shape = [batch.rows, this.config.latent];
    const mean = new Float32Array(batch.rows * this.config.latent);
    const logVariance = new Float32Array(mean.length);
    await this.#sessions.run(bucketOf("evaluation", batch), this.#feeds(batch, controls), {
      ...sums,
      mean: new Tensor("float32", mean, shape),
      logVariance: new Tensor("float32", logVariance, shape),
    });
    return { ...readSums(sums), mean, logVariance };
  }

  async dispose(): Promise<void> {
    await this.#sessions.dispose();
  }

  #feeds(batch: Batch, controls: ObjectiveControls): Feeds {
    return { ...this.#weights, ...batchFeeds(batch, this.config), ...controlFeeds(controls) };
  }
}

function bucketOf(purpose: Bucket["purpose"], batch: Batch): Bucket {
  return { purpose, rows: batch.rows, time: batch.time, dropout: batch.dropout !== undefined };
}

interface SumTargets extends Record<string, Tensor> {
  readonly "reconstruction.sum": Tensor;
  readonly "kl.sum": Tensor;
  readonly "objective.sum": Tensor;
}

function sumTargets(): SumTargets {
  return { "reconstruction.sum": scalar(0), "kl.sum": scalar(0), "objective.sum": scalar(0) };
}

function readSums(sums: SumTargets): LossSums {
  return {
    reconstruction: Number(sums["reconstruction.sum"].data[0]),
    kl: Number(sums["kl.sum"].data[0]),
    objective: Number(sums["objective.sum"].data[0]),
  };
}
