/** Shapes and pieces: reshaping, joining, cutting, padding, repeating. */
import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type Recorder, sameShape } from "../recorder";
import { kernel, type RecordingKernel } from "./kernel";

interface Single {
  readonly x: TensorInfo;
}

export const shapeKernels: readonly RecordingKernel[] = [
  kernel<Single>("Identity", (recorder, { x }) => recorder.tensor(recorder.traced(x), x.shape, x.dtype)),
  kernel<Single, { shape: number[] }>("Reshape", (recorder, { x }, { shape }) =>
    recorder.reshaped(x, util.inferFromImplicitShape(shape, util.sizeFromShape(x.shape))),
  ),
  kernel<{ input: TensorInfo }, { dim: number }>("ExpandDims", (recorder, { input }, { dim }) =>
    recorder.reshaped(input, input.shape.toSpliced(dim < 0 ? input.shape.length + dim + 1 : dim, 0, 1)),
  ),
  kernel<Record<string, TensorInfo>, { axis: number }>("Concat", (recorder, inputs, { axis }) =>
    concat(recorder, Object.values(inputs), axis),
  ),
  kernel<Record<string, TensorInfo>, { axis: number }>("Pack", (recorder, inputs, { axis }) => {
    const parts = Object.values(inputs).map((part) => recorder.reshaped(part, part.shape.toSpliced(axis, 0, 1)));
    return concat(recorder, parts, axis);
  }),
  kernel<Single, { numOrSizeSplits: number | number[]; axis: number }>("SplitV", (recorder, { x }, attributes) => {
    const axis = util.parseAxisParam(attributes.axis, x.shape)[0] as number;
    const { numOrSizeSplits } = attributes;
    const sizes = Array.isArray(numOrSizeSplits)
      ? numOrSizeSplits
      : Array<number>(numOrSizeSplits).fill((x.shape[axis] as number) / numOrSizeSplits);
    return split(recorder, x, sizes, axis);
  }),
  kernel<{ value: TensorInfo }, { axis: number }>("Unpack", (recorder, { value }, { axis }) => {
    const count = value.shape[axis] as number;
    return split(recorder, value, Array<number>(count).fill(1), axis).map((part) =>
      recorder.reshaped(part, value.shape.toSpliced(axis, 1)),
    );
  }),
  kernel<Single, { begin: number[]; size: number[] }>("Slice", (recorder, { x }, { begin, size }) => {
    const shape = size.map((length, axis) =>
      length < 0 ? (x.shape[axis] as number) - (begin[axis] as number) : length,
    );
    if (sameShape(shape, x.shape)) return recorder.reshaped(x, shape);
    const number = recorder.uniformNumber(x);
    if (number !== undefined) return recorder.uniform(number, shape, x.dtype);
    const axes = shape.flatMap((length, axis) => (length === x.shape[axis] ? [] : [axis]));
    const starts = axes.map((axis) => begin[axis] as number);
    const ends = axes.map((axis) => (begin[axis] as number) + (shape[axis] as number));
    const { record } = recorder;
    const inputs = [recorder.value(x), record.int64(...starts), record.int64(...ends), record.int64(...axes)];
    return recorder.emit("Slice", inputs, shape, x.dtype);
  }),
  kernel<Single, { paddings: [number, number][]; constantValue: number }>("PadV2", (recorder, { x }, attributes) => {
    const { paddings, constantValue } = attributes;
    const shape = x.shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
    const pads = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const { record } = recorder;
    const inputs = [recorder.value(x), record.int64(...pads), record.constant("float32", [], [constantValue])];
    return recorder.emit("Pad", inputs, shape, x.dtype);
  }),
  kernel<Single, { reps: number[] }>("Tile", (recorder, { x }, { reps }) => {
    const shape = x.shape.map((size, axis) => size * (reps[axis] as number));
    const number = recorder.uniformNumber(x);
    if (number !== undefined) return recorder.uniform(number, shape, x.dtype);
    return recorder.emit("Tile", [recorder.value(x), recorder.record.int64(...reps)], shape, x.dtype);
  }),
  kernel<unknown, { start: number; stop: number; step: number; dtype: "float32" | "int32" }>(
    "Range",
    (recorder, _, { start, stop, step, dtype }) => {
      const values = Array.from({ length: Math.ceil((stop - start) / step) }, (_, index) => start + index * step);
      return recorder.tensor({ kind: "known", values }, [values.length], dtype);
    },
  ),
];

function concat(recorder: Recorder, all: readonly TensorInfo[], wanted: number): TensorInfo {
  const parts = all.filter((part) => util.sizeFromShape(part.shape) > 0);
  const first = parts[0] as TensorInfo;
  if (parts.length === 1) return recorder.reshaped(first, first.shape);
  const axis = util.parseAxisParam(wanted, first.shape)[0] as number;
  const shape = first.shape.with(
    axis,
    parts.reduce((total, part) => total + (part.shape[axis] as number), 0),
  );
  return recorder.emit(
    "Concat",
    parts.map((part) => recorder.value(part)),
    shape,
    first.dtype,
    { axis },
  );
}

function split(recorder: Recorder, x: TensorInfo, sizes: readonly number[], axis: number): TensorInfo[] {
  if (sizes.length === 1) return [recorder.reshaped(x, x.shape)];
  const number = recorder.uniformNumber(x);
  const shapes = sizes.map((size) => x.shape.with(axis, size));
  if (number !== undefined) return shapes.map((shape) => recorder.uniform(number, shape, x.dtype));
  const inputs = [recorder.value(x), recorder.record.int64(...sizes)];
  const values = recorder.record.nodes("Split", inputs, sizes.length, { axis });
  return values.map((value, index) => recorder.named(value, shapes[index] as number[], x.dtype));
}
