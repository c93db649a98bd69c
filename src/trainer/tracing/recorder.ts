/**
 * What recording kernels write with: it knows for every tensor which value of the graph it is, or its numbers where they
 * are known while tracing, and puts off products and transposes until it is clear what they can be part of.
 */
import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { Attributes, ElementType, Value } from "../../model/onnx/graph";
import { GraphRecord } from "./record";

/** What is known of a tensor. */
export type Traced =
  /** The numbers themselves. */
  | { readonly kind: "known"; readonly values: ArrayLike<number> }
  /** The same number everywhere. */
  | { readonly kind: "uniform"; readonly number: number }
  /** A value of the graph; `root` is what it is a reshape of. */
  | { readonly kind: "value"; readonly value: Value; readonly root: Value }
  /** A value that is recorded when something needs it as it is. */
  | { readonly kind: "deferred"; readonly form: DeferredForm };

export type DeferredForm = Transposed | Product;

/** sourceᵀ of a matrix. */
export interface Transposed {
  readonly operation: "transpose";
  readonly source: TensorInfo;
}

/** left·right of matrices, either of them transposed. */
export interface Product {
  readonly operation: "product";
  readonly left: Factor;
  readonly right: Factor;
}

export interface Factor {
  readonly matrix: TensorInfo;
  readonly transposed: boolean;
}

const ELEMENT_TYPE: Readonly<Partial<Record<DataType, ElementType>>> = {
  float32: "float32",
  int32: "int32",
  bool: "bool",
};

/** Longer constants of one number are made when the graph runs. */
const LARGEST_STORED_UNIFORM = 16;

export class Recorder {
  readonly record = new GraphRecord();
  readonly #traced = new WeakMap<object, Traced>();

  /** A tensor of the given contents. */
  tensor(traced: Traced, shape: readonly number[], dtype: DataType): TensorInfo {
    const dataId = {};
    this.#traced.set(dataId, traced);
    return { dataId, shape: [...shape], dtype };
  }

  adopt(dataId: object, traced: Traced): void {
    this.#traced.set(dataId, traced);
  }

  /** A tensor that a new node computes. */
  emit(
    operator: string,
    inputs: readonly Value[],
    shape: readonly number[],
    dtype: DataType = "float32",
    attributes: Attributes = {},
    domain = "",
  ): TensorInfo {
    return this.named(this.record.node(operator, inputs, attributes, domain), shape, dtype);
  }

  /** A tensor for a value of the graph. */
  named(value: Value, shape: readonly number[], dtype: DataType = "float32", root = value): TensorInfo {
    return this.tensor({ kind: "value", value, root }, shape, dtype);
  }

  uniform(number: number, shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    return this.tensor({ kind: "uniform", number }, shape, dtype);
  }

  traced(tensor: TensorInfo): Traced {
    const traced = this.#traced.get(tensor.dataId);
    if (traced === undefined) throw new RangeError("A tensor of another backend or trace reached the recording");
    return traced;
  }

  /** The number that fills the tensor, if it is known and only one. */
  uniformNumber(tensor: TensorInfo): number | undefined {
    const traced = this.traced(tensor);
    if (traced.kind === "uniform") return traced.number;
    if (traced.kind !== "known" || traced.values.length === 0) return undefined;
    const first = traced.values[0] as number;
    for (let index = 1; index < traced.values.length; index++) {
      if (traced.values[index] !== first) return undefined;
    }
    return first;
  }

  /** The graph's value with exactly the tensor's shape. */
  value(tensor: TensorInfo): Value {
    const traced = this.traced(tensor);
    switch (traced.kind) {
      case "value":
        return traced.value;
      case "known":
        if (traced.values.length > LARGEST_STORED_UNIFORM) {
          const number = this.uniformNumber(tensor);
          if (number !== undefined) return this.#filled(number, tensor);
        }
        return this.record.constant(elementType(tensor.dtype), tensor.shape, traced.values);
      case "uniform":
        return this.#filled(traced.number, tensor);
      case "deferred":
        return this.#settle(traced.form, tensor);
    }
  }

  /** The value for an operand that broadcasts: a uniform tensor is one number. */
  operand(tensor: TensorInfo): Value {
    const number = this.uniformNumber(tensor);
    return number === undefined ? this.value(tensor) : this.record.constant(elementType(tensor.dtype), [], [number]);
  }

  /** The same elements in another shape. */
  reshaped(tensor: TensorInfo, shape: readonly number[]): TensorInfo {
    const traced = this.traced(tensor);
    if (traced.kind === "known" || traced.kind === "uniform") return this.tensor(traced, shape, tensor.dtype);
    if (sameShape(tensor.shape, shape)) return this.tensor(traced, shape, tensor.dtype);
    const root = traced.kind === "value" ? traced.root : this.value(tensor);
    const value = this.record.node("Reshape", [root, this.record.int64(...shape)]);
    return this.named(value, shape, tensor.dtype, root);
  }

  transposed(value: Value): Value {
    return this.record.node("Transpose", [value], { perm: [1, 0] });
  }

  /**
   * left·right, with an added term if given. Gemm's transB costs nothing, its transA packs so slowly that transposing the
   * left factor is quicker; where that is the larger job, the product of the turned factors is transposed instead.
   */
  product({ left, right }: Product, added?: TensorInfo): Value {
    const [a, b] = [this.value(left.matrix), this.value(right.matrix)];
    if (added === undefined && left.transposed) {
      const [height, rows] = left.matrix.shape as [number, number];
      const columns = right.matrix.shape[right.transposed ? 0 : 1] as number;
      const turning = (rows + (right.transposed ? 0 : height)) * columns;
      if (turning < height * rows) {
        const turned = right.transposed ? b : this.transposed(b);
        return this.transposed(this.record.node("MatMul", [turned, a]));
      }
    }
    const upright = left.transposed ? this.transposed(a) : a;
    if (added === undefined && !right.transposed) return this.record.node("MatMul", [upright, b]);
    const terms = added === undefined ? [] : [this.value(added)];
    return this.record.node("Gemm", [upright, b, ...terms], { transB: Number(right.transposed) });
  }

  #settle(form: DeferredForm, tensor: TensorInfo): Value {
    // A transpose stays one, for the next product that can take its source; recording it again finds the same node.
    if (form.operation === "transpose") return this.transposed(this.value(form.source));
    const value = this.product(form);
    this.#traced.set(tensor.dataId, { kind: "value", value, root: value });
    return value;
  }

  #filled(number: number, { shape, dtype }: TensorInfo): Value {
    const scalar = this.record.constant(elementType(dtype), [], [number]);
    return shape.length === 0 ? scalar : this.record.node("Expand", [scalar, this.record.int64(...shape)]);
  }
}

export function elementType(dtype: DataType): ElementType {
  const type = ELEMENT_TYPE[dtype];
  if (type === undefined) throw new TypeError(`Tensors of ${dtype} cannot be recorded`);
  return type;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
