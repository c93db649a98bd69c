/** Matrix products. They are put off, so that a transposed factor and an added term become parts of one Gemm. */
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Factor, Product, Recorder } from "../recorder";
import { kernel, type RecordingKernel } from "./kernel";

export const matrixKernels: readonly RecordingKernel[] = [
  kernel<{ a: TensorInfo; b: TensorInfo }, { transposeA: boolean; transposeB: boolean }>(
    "BatchMatMul",
    (recorder, { a, b }, { transposeA, transposeB }) => {
      const left = factor(recorder, asMatrix(recorder, a), transposeA);
      const right = factor(recorder, asMatrix(recorder, b), transposeB);
      const [rows, columns] = [size(left, 0), size(right, 1)];
      const shape = [...a.shape.slice(0, -2), rows, columns];
      if (recorder.uniformNumber(a) === 0 || recorder.uniformNumber(b) === 0) return recorder.uniform(0, shape);
      const product = recorder.tensor(
        { kind: "deferred", form: { operation: "product", left, right } },
        [rows, columns],
        "float32",
      );
      return recorder.reshaped(product, shape);
    },
  ),
  kernel<{ x: TensorInfo }, { perm: number[] }>("Transpose", (recorder, { x }, { perm }) => {
    const shape = perm.map((axis) => x.shape[axis] as number);
    const number = recorder.uniformNumber(x);
    if (number !== undefined) return recorder.uniform(number, shape, x.dtype);
    if (perm.length === 2 && perm[0] === 1) {
      const traced = recorder.traced(x);
      if (traced.kind === "deferred" && traced.form.operation === "transpose") {
        return recorder.reshaped(traced.form.source, shape);
      }
      return recorder.tensor({ kind: "deferred", form: { operation: "transpose", source: x } }, shape, x.dtype);
    }
    return recorder.emit("Transpose", [recorder.value(x)], shape, x.dtype, { perm });
  }),
];

/** a + b as one Gemm, if one of them is a product not yet recorded and the other fits Gemm's third operand. */
export function addedProduct(recorder: Recorder, a: TensorInfo, b: TensorInfo): TensorInfo | undefined {
  return gemm(recorder, a, b) ?? gemm(recorder, b, a);
}

function gemm(recorder: Recorder, product: TensorInfo, added: TensorInfo): TensorInfo | undefined {
  const form = pendingProduct(recorder, product);
  if (form === undefined || !broadcastsTo(added.shape, product.shape)) return undefined;
  return recorder.named(recorder.product(form, added), product.shape);
}

function pendingProduct(recorder: Recorder, tensor: TensorInfo): Product | undefined {
  const traced = recorder.traced(tensor);
  return traced.kind === "deferred" && traced.form.operation === "product" ? traced.form : undefined;
}

/** The matrix behind a transpose, with the transposition noted. */
function factor(recorder: Recorder, matrix: TensorInfo, transposed: boolean): Factor {
  const traced = recorder.traced(matrix);
  if (traced.kind === "deferred" && traced.form.operation === "transpose") {
    return { matrix: traced.form.source, transposed: !transposed };
  }
  return { matrix, transposed };
}

/** TensorFlow.js hands matrices over as batches of one. */
function asMatrix(recorder: Recorder, tensor: TensorInfo): TensorInfo {
  const batches = tensor.shape.slice(0, -2);
  if (batches.some((size) => size !== 1)) throw new RangeError("Products of batches of matrices are not recorded");
  return batches.length === 0 ? tensor : recorder.reshaped(tensor, tensor.shape.slice(-2));
}

function size({ matrix, transposed }: Factor, axis: 0 | 1): number {
  return matrix.shape[transposed ? 1 - axis : axis] as number;
}

function broadcastsTo(shape: readonly number[], matrix: readonly number[]): boolean {
  if (shape.length > 2) return false;
  return shape.every((size, axis) => size === 1 || size === matrix[axis + 2 - shape.length]);
}
