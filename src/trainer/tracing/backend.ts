/**
 * A TensorFlow.js backend that computes nothing: each kernel records the ONNX nodes that would compute its result. Running
 * any function of tensors on it, its gradient included, therefore writes that function down as a graph.
 */
import * as tf from "@tensorflow/tfjs-core";
import { arithmeticKernels } from "./kernels/arithmetic";
import { gatherKernels } from "./kernels/gather";
import type { RecordingKernel } from "./kernels/kernel";
import { lossKernels } from "./kernels/loss";
import { matrixKernels } from "./kernels/matrix";
import { reduceKernels } from "./kernels/reduce";
import { shapeKernels } from "./kernels/shape";
import { Recorder } from "./recorder";

const RECORDING = "homotopy-recording";

const KERNELS: readonly RecordingKernel[] = [
  ...arithmeticKernels,
  ...matrixKernels,
  ...shapeKernels,
  ...reduceKernels,
  ...gatherKernels,
  ...lossKernels,
];

class RecordingBackend extends tf.KernelBackend {
  recorder = new Recorder();
  #tensors = 0;

  override write(values: tf.backend_util.BackendValues, _shape: number[], _dtype: tf.DataType): tf.DataId {
    const dataId = {};
    this.recorder.adopt(dataId, { kind: "known", values: values as ArrayLike<number> });
    this.#tensors++;
    return dataId;
  }

  override numDataIds(): number {
    return this.#tensors;
  }

  // The recorder holds its tensors weakly, so there is nothing to count or to free.
  override incRef(): void {}
  override refCount(): number {
    return 1;
  }
  override disposeData(): boolean {
    return true;
  }
  override dispose(): void {}
  override timerAvailable(): boolean {
    return false;
  }
  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }
  override floatPrecision(): 16 | 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
}

const backend = new RecordingBackend();
tf.registerBackend(RECORDING, () => backend, -1);
for (const { name, run } of KERNELS) {
  tf.registerKernel({
    kernelName: name,
    backendName: RECORDING,
    kernelFunc: ({ inputs, attrs }) => run(backend.recorder, inputs, attrs ?? {}),
  });
}

/** Runs `work` with every TensorFlow.js operation recorded by a new recorder. Synchronous, so nothing else is recorded. */
export function recording<T>(work: (recorder: Recorder) => T): T {
  const before = tf.engine().backendName;
  // With a backend that is ready at once this takes effect before the promise is returned.
  void tf.setBackend(RECORDING);
  backend.recorder = new Recorder();
  tf.engine().startScope("recording");
  try {
    return work(backend.recorder);
  } finally {
    tf.engine().endScope();
    if (before) void tf.setBackend(before);
  }
}
