/**
 * The gradient step traced once a bucket into an ONNX graph, forward and backward pass in one, and run by ONNX Runtime.
 * The weights are fed as views of the parameter store and the gradients are written into it.
 */
import type { Tensor } from "onnxruntime-node";
import { isLanguageModel, type NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import type { TrainedNetwork } from "../trainedNetwork";
import { batchFeeds, controlFeeds, type Feeds, float, gradientTargets, scalar, weightFeeds } from "./compiledFeeds";
import { type Bucket, ROWS } from "./compiledGraph";
import { addRows } from "./compiledRows";
import { CompiledSessions, type SessionSettings } from "./compiledSessions";
import type { Evaluation, GradientEngine, LossSums, ObjectiveControls } from "./gradients";

export class CompiledGradientEngine implements GradientEngine {
  readonly name: string;
  readonly config: TrainedNetwork;
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
    const looked = this.#lookedUp(batch);
    const rows = Object.fromEntries(looked.map(({ name, values, shape }) => [name, float(values, shape)]));
    await this.#sessions.run(bucketOf("gradients", batch), feeds, { ...sums, ...rows, ...this.#gradients });
    const { gradient } = this.parameters.get("embedding");
    if (!this.config.tied) gradient.fill(0);
    for (const { tokens, values } of looked) addRows(gradient, values, tokens);
    return readSums(sums);
  }

  async evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    const sums = sumTargets();
    const shape = [batch.rows, this.config.latent];
    const mean = new Float32Array(batch.rows * this.config.latent);
    const logVariance = new Float32Array(mean.length);
    const posteriors = isLanguageModel(this.config)
      ? {}
      : { mean: float(mean, shape), logVariance: float(logVariance, shape) };
    const targets = { ...sums, ...posteriors };
    await this.#sessions.run(bucketOf("evaluation", batch), this.#feeds(batch, controls), targets);
    return { ...readSums(sums), mean, logVariance };
  }

  async dispose(): Promise<void> {
    await this.#sessions.dispose();
  }

  #feeds(batch: Batch, controls: ObjectiveControls): Feeds {
    return { ...this.#weights, ...batchFeeds(batch, this.config), ...controlFeeds(controls) };
  }

  /** Where the gradients of the looked-up embeddings go, and the tokens that they belong to. */
  #lookedUp({ encoderTokens, decoderTokens }: Batch): readonly LookedUpRows[] {
    const decoder = rowsOf(ROWS.decoder, decoderTokens, this.config);
    return isLanguageModel(this.config) ? [decoder] : [rowsOf(ROWS.encoder, encoderTokens, this.config), decoder];
  }
}

interface LookedUpRows {
  readonly name: string;
  /** [N] */
  readonly tokens: Int32Array;
  readonly shape: readonly [positions: number, width: number];
  /** [N·E] */
  readonly values: Float32Array;
}

function rowsOf(name: string, tokens: Int32Array, { embedding }: NetworkConfig): LookedUpRows {
  return {
    name,
    tokens,
    shape: [tokens.length, embedding],
    values: new Float32Array(tokens.length * embedding),
  };
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
