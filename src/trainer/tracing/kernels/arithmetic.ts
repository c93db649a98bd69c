/** Element by element: arithmetic with broadcasting, comparisons, functions of one number. */
import { broadcast_util, type DataType, type TensorInfo } from "@tensorflow/tfjs-core";
import { elementType, type Recorder, sameShape } from "../recorder";
import { kernel, type RecordingKernel } from "./kernel";
import { addedProduct } from "./matrix";

interface Pair {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Single {
  readonly x: TensorInfo;
}

/** A shorter form of an operation on these operands, if there is one. */
type Shortcut = (recorder: Recorder, pair: Pair, shape: readonly number[]) => TensorInfo | undefined;

const ONNX_TYPE = { float32: 1, int32: 6, bool: 9 } as const;

export const arithmeticKernels: readonly RecordingKernel[] = [
  binary("Add", "Add", {
    shortcut: (recorder, { a, b }, shape) =>
      unchangedBy(recorder, 0, a, b, shape) ?? unchangedBy(recorder, 0, b, a, shape) ?? addedProduct(recorder, a, b),
  }),
  binary("Sub", "Sub", { shortcut: (recorder, { a, b }, shape) => unchangedBy(recorder, 0, b, a, shape) }),
  binary("Multiply", "Mul", {
    shortcut: (recorder, { a, b }, shape) =>
      unchangedBy(recorder, 1, a, b, shape) ??
      unchangedBy(recorder, 1, b, a, shape) ??
      (isZero(recorder, a) || isZero(recorder, b) ? recorder.uniform(0, shape, a.dtype) : undefined),
  }),
  binary("RealDiv", "Div", { shortcut: (recorder, { a, b }, shape) => unchangedBy(recorder, 1, b, a, shape) }),
  binary("Maximum", "Max"),
  binary("Minimum", "Min"),
  binary("Pow", "Pow"),
  binary("Greater", "Greater", { dtype: "bool" }),
  binary("GreaterEqual", "GreaterOrEqual", { dtype: "bool" }),
  binary("Less", "Less", { dtype: "bool" }),
  binary("LessEqual", "LessOrEqual", { dtype: "bool" }),
  binary("Equal", "Equal", { dtype: "bool" }),
  binary("LogicalAnd", "And", { dtype: "bool" }),
  ...["Abs", "Exp", "Floor", "Log", "Neg", "Reciprocal", "Relu", "Sigmoid", "Softplus", "Sqrt", "Tanh"].map((name) =>
    unary(name, (recorder, { x }) => recorder.emit(name, [recorder.value(x)], x.shape, x.dtype)),
  ),
  unary("Square", (recorder, { x }) => {
    const value = recorder.value(x);
    return recorder.emit("Mul", [value, value], x.shape, x.dtype);
  }),
  unary("Rsqrt", (recorder, { x }) =>
    recorder.emit("Reciprocal", [recorder.record.node("Sqrt", [recorder.value(x)])], x.shape, x.dtype),
  ),
  unary("ZerosLike", (recorder, { x }) => recorder.uniform(0, x.shape, x.dtype)),
  unary("OnesLike", (recorder, { x }) => recorder.uniform(1, x.shape, x.dtype)),
  kernel<Single, { dtype: keyof typeof ONNX_TYPE }>("Cast", (recorder, { x }, { dtype }) => {
    const number = recorder.uniformNumber(x);
    if (number !== undefined) return recorder.uniform(number, x.shape, dtype);
    if (x.dtype === dtype) return recorder.reshaped(x, x.shape);
    return recorder.emit("Cast", [recorder.value(x)], x.shape, dtype, { to: ONNX_TYPE[dtype] });
  }),
  kernel<{ condition: TensorInfo; t: TensorInfo; e: TensorInfo }>("Select", (recorder, { condition, t, e }) =>
    recorder.emit("Where", [recorder.value(condition), recorder.operand(t), recorder.operand(e)], t.shape, t.dtype),
  ),
  kernel<Record<string, TensorInfo>>("AddN", (recorder, inputs) => {
    const terms = Object.values(inputs);
    const first = terms[0] as TensorInfo;
    return recorder.emit(
      "Sum",
      terms.map((term) => recorder.value(term)),
      first.shape,
      first.dtype,
    );
  }),
  kernel<unknown, { shape: number[]; value: number; dtype?: DataType }>(
    "Fill",
    (recorder, _, { shape, value, dtype }) => recorder.uniform(value, shape, dtype ?? "float32"),
  ),
];

function binary(
  name: string,
  operator: string,
  { dtype, shortcut }: { readonly dtype?: DataType; readonly shortcut?: Shortcut } = {},
): RecordingKernel {
  return kernel<Pair>(name, (recorder, pair) => {
    const shape = broadcast_util.assertAndGetBroadcastShape(pair.a.shape, pair.b.shape);
    const short = shortcut?.(recorder, pair, shape);
    if (short !== undefined) return short;
    const [a, b] = operands(recorder, pair, shape);
    return recorder.emit(operator, [a, b], shape, dtype ?? pair.a.dtype);
  });
}

function unary(name: string, run: (recorder: Recorder, inputs: Single) => TensorInfo): RecordingKernel {
  return kernel<Single>(name, run);
}

/** Uniform operands become single numbers, unless the result's shape comes from them. */
function operands(recorder: Recorder, { a, b }: Pair, shape: readonly number[]) {
  elementType(a.dtype);
  return [
    sameShape(b.shape, shape) ? recorder.operand(a) : recorder.value(a),
    sameShape(a.shape, shape) ? recorder.operand(b) : recorder.value(b),
  ] as const;
}

/** `other`, at most spread out to the result's shape, if `operand` is the operation's neutral number throughout. */
function unchangedBy(
  recorder: Recorder,
  neutral: number,
  operand: TensorInfo,
  other: TensorInfo,
  shape: readonly number[],
): TensorInfo | undefined {
  if (recorder.uniformNumber(operand) !== neutral) return undefined;
  if (sameShape(other.shape, shape)) return recorder.reshaped(other, shape);
  return recorder.emit("Expand", [recorder.value(other), recorder.record.int64(...shape)], shape, other.dtype);
}

function isZero(recorder: Recorder, tensor: TensorInfo): boolean {
  return recorder.uniformNumber(tensor) === 0;
}
