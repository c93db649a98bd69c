/** The graphs of a bucket: the network and objective that the eager step runs, traced with every batch tensor as an input. */
import * as tf from "@tensorflow/tfjs-core";
import { featureWidth, isLanguageModel, type NetworkConfig, parameterShapes } from "../../model/family/network";
import { lookup } from "../layers/embedding";
import { type BatchTensors, hasEncoder, type LookedUp, type Losses, lossesOf } from "../losses";
import type { DecoderInputs, WeightTensors } from "../network";
import type { ObjectiveScalars } from "../objective";
import { type Tape, trace } from "../tracing/trace";
import { inUse, type TrainedNetwork } from "../trainedNetwork";

/** What a traced graph is made for. */
export interface Bucket {
  readonly purpose: "gradients" | "evaluation" | "steps";
  readonly rows: number;
  readonly time: number;
  readonly dropout: boolean;
}

/** An output of a kind that onnxruntime-node cannot hand over; see `compiledRun.ts`. */
export const UNREADABLE = "unreadable";

/** The outputs with the gradient of each looked-up row of the embedding, [N, E]. */
export const ROWS = { encoder: "rows.encoder", decoder: "rows.decoder" } as const;

/** Name of the output that holds a weight's gradient. */
export function gradientName(weight: string): string {
  return `gradient.${weight}`;
}

export function describeBucket({ purpose, rows, time, dropout }: Bucket): string {
  return `${purpose} of ${rows} sentences of ${time} tokens${dropout ? " with dropout" : ""}`;
}

/** The model of one bucket; inputs and outputs are named as `Feeds` and the engine name them. */
export function traceBucket(config: TrainedNetwork, bucket: Bucket): Uint8Array {
  const work = bucket.purpose === "gradients" ? recordGradients : recordEvaluation;
  return trace(describeBucket(bucket), (tape) => work(tape, config, bucket));
}

/** The part of a tape that names inputs. */
type Inputs = Pick<Tape, "input">;

/**
 * Outputs: the three sums, and the gradient of objective / normalizer for every weight. That of the embedding is only what
 * reaches it as an output layer; what reaches it through the lookups comes out by row, for `addRows`.
 */
function recordGradients(tape: Tape, config: TrainedNetwork, bucket: Bucket): void {
  const inputs = batchInputs(tape, config, bucket);
  const scalars = controls(tape);
  const normalizer = tape.input<tf.Scalar>("normalizer", []);
  const found = differentiate(weightInputs(tape, config), inputs, config, scalars, normalizer);
  recordSums(tape, found.losses);
  if (found.rows.encoder) tape.output(ROWS.encoder, found.rows.encoder);
  tape.output(ROWS.decoder, found.rows.decoder);
  for (const [name, gradient] of Object.entries(found.gradients)) tape.output(gradientName(name), gradient);
}

export interface Differentiated {
  readonly losses: Losses;
  /** The gradients of the looked-up rows of the embedding, [N, E] each. */
  readonly rows: LookedUp;
  /** The weights' gradients by name: the embedding's without the rows, and only if it is the output layer too. */
  readonly gradients: WeightTensors;
}

/** The losses of a batch and the gradients of objective / normalizer. */
export function differentiate(
  weights: WeightTensors,
  inputs: BatchTensors,
  config: TrainedNetwork,
  scalars: ObjectiveScalars,
  normalizer: tf.Scalar,
): Differentiated {
  const names = Object.keys(weights).filter((name) => name !== "embedding" || config.tied);
  const embedding = weights.embedding as tf.Tensor2D;
  const looked = lookUp(embedding, inputs);
  const kept: Losses[] = [];
  const gradientsOf = tf.grads((...tensors) => {
    const { rows, rest } = takeRows(looked, tensors);
    const differentiated = Object.fromEntries(names.map((name, index) => [name, rest[index] as tf.Tensor]));
    const losses = lossesOf({ ...weights, ...differentiated }, inputs, config, scalars, rows);
    for (const tensor of Object.values(losses)) tf.keep(tensor);
    kept.push(losses);
    return tf.div(losses.objective, normalizer);
  });
  const wanted = [...looked, ...names.map((name) => weights[name] as tf.Tensor)];
  const { rows, rest: gradients } = takeRows(looked, gradientsOf(wanted));
  const [losses] = kept as [Losses];
  return {
    losses,
    rows,
    gradients: Object.fromEntries(gradients.map((gradient, index) => [names[index] as string, gradient])),
  };
}

/** The embeddings of the decoder's tokens and, if there is one, of the encoder's. */
function lookUp(embedding: tf.Tensor2D, inputs: BatchTensors): readonly tf.Tensor2D[] {
  const decoder = lookup(embedding, inputs.decoderTokens);
  return hasEncoder(inputs) ? [decoder, lookup(embedding, inputs.encoderTokens)] : [decoder];
}

/** Takes from the front of a list what stands there for the looked-up rows. */
function takeRows(
  { length }: readonly tf.Tensor2D[],
  tensors: readonly tf.Tensor[],
): { readonly rows: LookedUp; readonly rest: readonly tf.Tensor[] } {
  const [decoder, encoder] = tensors.slice(0, length) as [tf.Tensor2D, tf.Tensor2D?];
  return { rows: { decoder, ...(encoder && { encoder }) }, rest: tensors.slice(length) };
}

/** Outputs: the three sums and the posteriors' parameters. */
function recordEvaluation(tape: Tape, config: TrainedNetwork, bucket: Bucket): void {
  const inputs = batchInputs(tape, config, bucket);
  const scalars = controls(tape);
  const losses = lossesOf(weightInputs(tape, config), inputs, inUse(config), scalars);
  recordSums(tape, losses);
  if (losses.mean) tape.output("mean", losses.mean);
  if (losses.logVariance) tape.output("logVariance", losses.logVariance);
}

function recordSums(tape: Tape, losses: Losses): void {
  tape.outputSequence(UNREADABLE, losses.reconstruction);
  tape.output("reconstruction.sum", losses.reconstruction);
  tape.output("kl.sum", losses.kl);
  tape.output("objective.sum", losses.objective);
}

function weightInputs(tape: Tape, config: NetworkConfig): WeightTensors {
  const shapes = Object.entries(parameterShapes(config));
  return Object.fromEntries(shapes.map(([name, shape]) => [name, tape.input(name, shape)]));
}

export function controls(tape: Inputs): ObjectiveScalars {
  const scalar = (name: string) => tape.input<tf.Scalar>(name, []);
  return { klWeight: scalar("klWeight"), freeBits: scalar("freeBits"), freeBitsTotal: scalar("freeBitsTotal") };
}

export function batchInputs(tape: Inputs, config: NetworkConfig, { rows, time, dropout }: Bucket): BatchTensors {
  const N = rows * time;
  const matrix = (name: string, height: number, width: number) => tape.input<tf.Tensor2D>(name, [height, width]);
  const ids = (name: string) => tape.input<tf.Tensor1D>(name, [N], "int32");
  const inputs: DecoderInputs = {
    rows,
    time,
    decoderTokens: ids("decoderTokens"),
    targets: ids("targets"),
    targetWeights: tape.input("targetWeights", [N]),
    ...(dropout && {
      dropout: {
        decoderInput: matrix("dropout.decoderInput", N, config.embedding),
        output: matrix("dropout.output", N, featureWidth(config)),
      },
    }),
  };
  if (isLanguageModel(config)) return inputs;
  return {
    ...inputs,
    encoderTokens: ids("encoderTokens"),
    encoderMask: matrix("encoderMask", N, 1),
    noise: matrix("noise", rows, config.latent),
    ...(dropout && { encoderDropout: matrix("dropout.encoderInput", N, config.embedding) }),
  };
}
