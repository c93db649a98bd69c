/** Sums, means and extremes along axes. */
import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { kernel, type RecordingKernel } from "./kernel";

export const reduceKernels: readonly RecordingKernel[] = [
  reduction("Sum", "ReduceSum"),
  reduction("Mean", "ReduceMean"),
  reduction("Max", "ReduceMax"),
  reduction("Min", "ReduceMin"),
];

interface ReductionAttributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

function reduction(name: string, operator: string): RecordingKernel {
  return kernel<{ x: TensorInfo }, ReductionAttributes>(name, (recorder, { x }, attributes) => {
    const { axis, reductionIndices, keepDims = false } = attributes;
    const axes = util.parseAxisParam(axis ?? reductionIndices ?? x.shape.map((_, index) => index), x.shape);
    if (axes.length === 0) return recorder.reshaped(x, x.shape);
    const shape = x.shape.flatMap((size, index) => (axes.includes(index) ? (keepDims ? [1] : []) : [size]));
    const inputs = [recorder.value(x), recorder.record.int64(...axes)];
    return recorder.emit(operator, inputs, shape, x.dtype, { keepdims: Number(keepDims) });
  });
}
