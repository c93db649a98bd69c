/** Softmax and the fused kernels of the cross-entropy (see layers/fused.ts): each reads and writes the logits' size once. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Value } from "../../../model/onnx/graph";
import type { Recorder } from "../recorder";
import { kernel, type RecordingKernel } from "./kernel";

/** Keeps the logarithm finite where a probability is below float32's normal range. */
const SMALLEST_PROBABILITY = 1.2e-38;

export const lossKernels: readonly RecordingKernel[] = [
  kernel<{ logits: TensorInfo }>("Softmax", (recorder, { logits }) =>
    recorder.emit("Softmax", [recorder.value(logits)], logits.shape, "float32", { axis: -1 }),
  ),
  kernel<{ logits: TensorInfo }>("LogSoftmax", (recorder, { logits }) =>
    recorder.emit("LogSoftmax", [recorder.value(logits)], logits.shape, "float32", { axis: -1 }),
  ),
  /** Σ weights · −ln p[target], and p */
  kernel<{ logits: TensorInfo; targets: TensorInfo; weights: TensorInfo }>(
    "CrossEntropy",
    (recorder, { logits, targets, weights }) => {
      const { record } = recorder;
      const probabilities = record.node("Softmax", [recorder.value(logits)], { axis: -1 });
      const ofTarget = targetProbability(recorder, probabilities, targets); // [N, 1]
      const logarithm = record.node("Log", [record.node("Max", [ofTarget, record.float(SMALLEST_PROBABILITY)])]);
      const weighted = record.node("Mul", [logarithm, column(recorder, weights)]);
      const total = record.node("ReduceSum", [weighted], { keepdims: 0 });
      return [recorder.emit("Neg", [total], []), recorder.named(probabilities, logits.shape)];
    },
  ),
  /** p − onehot(target); the dependence on p[target] lets the scatter happen in p's own memory */
  kernel<{ probabilities: TensorInfo; targets: TensorInfo }>(
    "SoftmaxResidual",
    (recorder, { probabilities, targets }) => {
      const { record } = recorder;
      const p = recorder.value(probabilities);
      const less = record.node("Sub", [targetProbability(recorder, p, targets), record.float(1)]); // [N, 1]
      const inputs = [p, column(recorder, targets), less];
      return recorder.emit("ScatterElements", inputs, probabilities.shape, "float32", { axis: 1 });
    },
  ),
];

/** p[target] of each row, [N, 1]. */
function targetProbability(recorder: Recorder, probabilities: Value, targets: TensorInfo): Value {
  return recorder.record.node("GatherElements", [probabilities, column(recorder, targets)], { axis: 1 });
}

function column(recorder: Recorder, vector: TensorInfo): Value {
  return recorder.value(recorder.reshaped(vector, [vector.shape[0] as number, 1]));
}
