/** Reading and writing by index. */
import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Value } from "../../../model/onnx/graph";
import type { Recorder } from "../recorder";
import { kernel, type RecordingKernel } from "./kernel";

const INT64 = 7;

export const gatherKernels: readonly RecordingKernel[] = [
  kernel<{ x: TensorInfo; indices: TensorInfo }, { axis?: number }>(
    "GatherV2",
    (recorder, { x, indices }, attributes) => {
      const axis = util.parseAxisParam(attributes.axis ?? 0, x.shape)[0] as number;
      const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
      return recorder.emit("Gather", [recorder.value(x), recorder.value(indices)], shape, x.dtype, { axis });
    },
  ),
  kernel<{ indices: TensorInfo; updates: TensorInfo }, { shape: number[] }>(
    "ScatterNd",
    (recorder, { indices, updates }, { shape }) => {
      // ONNX Runtime's own ScatterND adds in parallel and loses some of the rows that meet; ScatterElements does not.
      const { record } = recorder;
      const zeros = record.node("ConstantOfShape", [record.int64(...shape)]);
      const everywhere = record.node("Expand", [recorder.value(indices), record.int64(...updates.shape)]);
      const inputs = [zeros, everywhere, recorder.value(updates)];
      return recorder.emit("ScatterElements", inputs, shape, updates.dtype, { axis: 0, reduction: "add" });
    },
  ),
  kernel<{ indices: TensorInfo }, { depth: number; onValue: number; offValue: number }>(
    "OneHot",
    (recorder, { indices }, { depth, onValue, offValue }) => {
      // The CPU provider knows only int64 indices together with an int64 depth.
      const { record } = recorder;
      const inputs = [
        asInt64(recorder, indices),
        record.int64(depth),
        record.constant("float32", [2], [offValue, onValue]),
      ];
      return recorder.emit("OneHot", inputs, [...indices.shape, depth], "float32", { axis: -1 });
    },
  ),
];

function asInt64(recorder: Recorder, indices: TensorInfo): Value {
  return recorder.record.node("Cast", [recorder.value(indices)], { to: INT64 });
}
