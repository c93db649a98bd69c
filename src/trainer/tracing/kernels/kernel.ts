/** The form of a recording kernel. TensorFlow.js passes inputs and attributes untyped; they are given their types once, here. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Recorder } from "../recorder";

export interface RecordingKernel {
  readonly name: string;
  readonly run: (recorder: Recorder, inputs: object, attributes: object) => TensorInfo | TensorInfo[];
}

/** `Inputs` and `Attributes` are those of tfjs-core's declaration of the kernel. */
export function kernel<Inputs, Attributes = unknown>(
  name: string,
  run: (recorder: Recorder, inputs: Inputs, attributes: Attributes) => TensorInfo | TensorInfo[],
): RecordingKernel {
  return {
    name,
    run: (recorder, inputs, attributes) => run(recorder, inputs as Inputs, attributes as Attributes),
  };
}
