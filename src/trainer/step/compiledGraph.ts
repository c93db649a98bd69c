/** The graphs of a bucket: the network and objective that the eager step runs, traced with every batch tensor as an input. */
import * as tf from "@tensorflow/tfjs-core";
import { featureWidth, type NetworkConfig, parameterShapes } from "../../model/family/network";
import { lookup } from "../layers/embedding";
import { type ForwardPass, forwardPass, type NetworkInputs, type WeightTensors } from "../network";
import { type ObjectiveTensors, objective } from "../objective";
import { type Tape, trace } from "../tracing/trace";

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
export function traceBucket(config: NetworkConfig, bucket: Bucket): Uint8Array {
  const work = bucket.purpose === "gradients" ? recordGradients : recordEvaluation;
  return trace(describeBucket(bucket), (tape) => work(tape, config, bucket));
}

/** The part of a tape that names inputs. */
type Inputs = Pick<Tape, "input">;

export type Losses = ObjectiveTensors & Omit<ForwardPass, "kl">;

/**
 * Outputs: the three sums, and the gradient of objective / normalizer for every weight. That of the embedding is only what
 * reaches it as an output layer; what reaches it through the lookups comes out by row, for `addRows`.
 */
function recordGradients(tape: Tape, config: NetworkConfig, bucket: Bucket): void {
  const inputs = batchInputs(tape, config, bucket);
  const scalars = controls(tape);
  const normalizer = tape.input<tf.Scalar>("normalizer", []);
  const found = differentiate(weightInputs(tape, config), inputs, config, scalars, normalizer);
  recordSums(tape, found.losses);
  tape.output(ROWS.encoder, found.rows.encoder);
  tape.output(ROWS.decoder, found.rows.decoder);
  for (const [name, gradient] of Object.entries(found.gradients)) tape.output(gradientName(name), gradient);
}

export interface Differentiated {
  readonly losses: Losses;
  /** The gradients of the looked-up rows of the embedding, [N, E] each. */
  readonly rows: { readonly encoder: tf.Tensor2D; readonly decoder: tf.Tensor2D };
  /** The weights' gradients by name: the embedding's without the rows, and only if it is the output layer too. */
  readonly gradients: WeightTensors;
}

/** The losses of a batch and the gradients of objective / normalizer. */
export function differentiate(
  weights: WeightTensors,
  inputs: NetworkInputs,
  config: NetworkConfig,
  scalars: Scalars,
  normalizer: tf.Scalar,
): Differentiated {
  const names = Object.keys(weights).filter((name) => name !== "embedding" || config.tied);
  const embedding = weights.embedding as tf.Tensor2D;
  const looked = [inputs.encoderTokens, inputs.decoderTokens].map((tokens) => lookup(embedding, tokens));
  const kept: Losses[] = [];
  const gradientsOf = tf.grads((...tensors) => {
    const [encoder, decoder, ...given] = tensors as [tf.Tensor2D, tf.Tensor2D, ...tf.Tensor[]];
    const differentiated = Object.fromEntries(names.map((name, index) => [name, given[index] as tf.Tensor]));
    const pass = forwardPass({ ...weights, ...differentiated }, inputs, config, [encoder, decoder]);
    const losses = lossesOf(pass, scalars);
    for (const tensor of Object.values(losses)) tf.keep(tensor);
    kept.push(losses);
    return tf.div(losses.objective, normalizer);
  });
  const [encoder, decoder, ...gradients] = gradientsOf([
    ...looked,
    ...names.map((name) => weights[name] as tf.Tensor),
  ]) as [tf.Tensor2D, tf.Tensor2D, ...tf.Tensor[]];
  const [losses] = kept as [Losses];
  return {
    losses,
    rows: { encoder, decoder },
    gradients: Object.fromEntries(gradients.map((gradient, index) => [names[index] as string, gradient])),
  };
}

/** Outputs: the three sums and the posteriors' parameters. */
function recordEvaluation(tape: Tape, config: NetworkConfig, bucket: Bucket): void {
  const inputs = batchInputs(tape, config, bucket);
  const scalars = controls(tape);
  const losses = lossesOf(forwardPass(weightInputs(tape, config), inputs, config), scalars);
  recordSums(tape, losses);
  tape.output("mean", losses.mean);
  tape.output("logVariance", losses.logVariance);
}

export interface Scalars {
  readonly klWeight: tf.Scalar;
  readonly freeBits: tf.Scalar;
}

function lossesOf(pass: ForwardPass, { klWeight, freeBits }: Scalars): Losses {
  return { ...pass, ...objective(pass, klWeight, freeBits) };
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

export function controls(tape: Inputs): Scalars {
  return { klWeight: tape.input("klWeight", []), freeBits: tape.input("freeBits", []) };
}

export function batchInputs(tape: Inputs, config: NetworkConfig, { rows, time, dropout }: Bucket): NetworkInputs {
  const N = rows * time;
  const matrix = (name: string, height: number, width: number) => tape.input<tf.Tensor2D>(name, [height, width]);
  const ids = (name: string) => tape.input<tf.Tensor1D>(name, [N], "int32");
  return {
    rows,
    time,
    encoderTokens: ids("encoderTokens"),
    encoderMask: matrix("encoderMask", N, 1),
    decoderTokens: ids("decoderTokens"),
    targets: ids("targets"),
    targetWeights: tape.input("targetWeights", [N]),
    noise: matrix("noise", rows, config.latent),
    ...(dropout
      ? {
          dropout: {
            encoderInput: matrix("dropout.encoderInput", N, config.embedding),
            decoderInput: matrix("dropout.decoderInput", N, config.embedding),
            output: matrix("dropout.output", N, featureWidth(config)),
          },
        }
      : {}),
  };
}
