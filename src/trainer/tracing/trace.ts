/** Writes a function of tensors down as an ONNX model. */
import * as tf from "@tensorflow/tfjs-core";
import { HomotopyError, messageOf } from "../../core/errors";
import { recording } from "./backend";
import { elementType, type Recorder } from "./recorder";

/** Names the inputs and outputs of the function being traced. */
export interface Tape {
  /** A tensor of the given shape that a run will feed. */
  input<T extends tf.Tensor>(name: string, shape: readonly number[], dtype?: tf.DataType): T;
  output(name: string, tensor: tf.Tensor): void;
  /** Publishes the tensor inside a sequence, as the first of the outputs. */
  outputSequence(name: string, tensor: tf.Tensor): void;
}

/**
 * The model of what `work` does between the tape's inputs and outputs. Throws a HomotopyError naming the operation if
 * `work` uses one that has no recording kernel.
 */
export function trace(name: string, work: (tape: Tape) => void): Uint8Array {
  return recording((recorder) => {
    try {
      work(tapeOf(recorder));
    } catch (error) {
      throw explained(error, name);
    }
    return recorder.record.toModel(name);
  });
}

function tapeOf(recorder: Recorder): Tape {
  return {
    input<T extends tf.Tensor>(name: string, shape: readonly number[], dtype: tf.DataType = "float32"): T {
      const value = recorder.record.input(name, elementType(dtype), shape);
      return tf.engine().makeTensorFromTensorInfo(recorder.named(value, shape, dtype)) as T;
    },
    output(name, tensor) {
      recorder.record.output(name, recorder.value(tensor), elementType(tensor.dtype), tensor.shape);
    },
    outputSequence(name, tensor) {
      recorder.record.outputSequence(name, recorder.value(tensor), elementType(tensor.dtype));
    },
  };
}

/** The error of a trace, with the advice to add a kernel where one is missing. */
export function explained(error: unknown, name: string): unknown {
  const kernel = /Kernel '(\w+)' not registered/.exec(messageOf(error))?.[1];
  if (kernel === undefined) return error;
  return new HomotopyError(
    "unavailable",
    `The operation ${kernel} has no recording kernel`,
    `tracing ${name}`,
    "train with --engine eager, or add the kernel to its group under src/trainer/tracing/kernels",
    { cause: error },
  );
}
