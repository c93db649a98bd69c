import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { onnx } from "onnx-proto";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { trace } from "../../../src/trainer/tracing/trace";

export interface Given {
  readonly values: readonly number[];
  readonly shape: readonly number[];
  readonly dtype?: "float32" | "int32";
}

export type Work = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** The work recorded as a model and run by ONNX Runtime. */
export async function runTraced(work: Work, given: readonly Given[], threads = 1): Promise<number[][]> {
  const session = await InferenceSession.create(model(work, given), {
    intraOpNumThreads: threads,
    graphOptimizationLevel: "disabled",
  });
  const feeds = Object.fromEntries(given.map((one, index) => [`in${index}`, tensorOf(one)]));
  const results = await session.run(feeds);
  await session.release();
  return session.outputNames.map((name) => Array.from(results[name].data, Number));
}

/** The work done by the cpu backend. */
export async function runEagerly(work: Work, given: readonly Given[]): Promise<number[][]> {
  await tf.setBackend("cpu");
  const tensors = given.map(({ values, shape, dtype }) => tf.tensor([...values], [...shape], dtype ?? "float32"));
  return list(work(...tensors)).map((tensor) => Array.from(tensor.dataSync()));
}

export function model(work: Work, given: readonly Given[]): Uint8Array {
  return trace("a test", (tape) => {
    const inputs = given.map(({ shape, dtype }, index) => tape.input(`in${index}`, shape, dtype));
    list(work(...inputs)).forEach((tensor, index) => {
      tape.output(`out${index}`, tensor);
    });
  });
}

/** Operators of the recorded graph, in order. */
export function operators(work: Work, given: readonly Given[]): string[] {
  return (onnx.ModelProto.decode(model(work, given)).graph?.node ?? []).map((node) => node.opType ?? "");
}

function list(tensors: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
  return Array.isArray(tensors) ? tensors : [tensors];
}

function tensorOf({ values, shape, dtype }: Given): Tensor {
  return dtype === "int32"
    ? new Tensor("int32", Int32Array.from(values), shape)
    : new Tensor("float32", Float32Array.from(values), shape);
}
