/**
 * A small typed builder of ONNX graphs over the `onnx-proto` messages. It names values, shares equal constants and
 * writes the model; what the nodes mean is the caller's business. Operators: opset 18 and, where asked for, com.microsoft.
 */
import { Float16Array } from "@petamoriken/float16";
import { onnx } from "onnx-proto";

export type ElementType = "float32" | "float16" | "int32" | "int64" | "bool" | "uint8" | "int8";
/** The name of a value in a graph. */
export type Value = string & { readonly __value: unique symbol };
/** A number fixes an axis, a name leaves it dynamic. */
export type Dimension = number | string;
export type AttributeValue = number | string | readonly number[] | { readonly float: number } | GraphBuilder;
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

const OPSET = 18;
const IR_VERSION = 8;
const LARGEST_SHARED_CONSTANT = 64;

export const ELEMENT_TYPE: Readonly<Record<ElementType, number>> = {
  float32: onnx.TensorProto.DataType.FLOAT,
  float16: onnx.TensorProto.DataType.FLOAT16,
  int32: onnx.TensorProto.DataType.INT32,
  int64: onnx.TensorProto.DataType.INT64,
  bool: onnx.TensorProto.DataType.BOOL,
  uint8: onnx.TensorProto.DataType.UINT8,
  int8: onnx.TensorProto.DataType.INT8,
};

export class GraphBuilder {
  readonly #nodes: onnx.INodeProto[] = [];
  readonly #initializers: onnx.ITensorProto[] = [];
  readonly #inputs: onnx.IValueInfoProto[] = [];
  readonly #outputs: onnx.IValueInfoProto[] = [];
  readonly #shared = new Map<string, Value>();
  #counter = 0;
  #usesContributed = false;

  /** `prefix` keeps the names of a nested graph apart from those of the graph around it. */
  constructor(
    readonly name: string,
    private readonly prefix = "",
  ) {}

  get nodeCount(): number {
    return this.#nodes.length;
  }

  input(name: string, type: ElementType, shape: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(name, type, shape));
    return name as Value;
  }

  /** Publishes a value under a name of its own. */
  output(name: string, value: Value, type: ElementType, shape: readonly Dimension[]): void {
    if (value !== name) this.#append("Identity", [value], [name as Value], {}, "");
    this.#outputs.push(valueInfo(name, type, shape));
  }

  /** Publishes a value that is a sequence of tensors. */
  outputSequence(name: string, type: ElementType): void {
    const elemType = { tensorType: { elemType: ELEMENT_TYPE[type] } };
    this.#outputs.push({ name, type: { sequenceType: { elemType } } });
  }

  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}, domain = ""): Value {
    return this.nodes(operator, inputs, 1, attributes, domain)[0] as Value;
  }

  /** A node with several outputs. */
  nodes(
    operator: string,
    inputs: readonly Value[],
    outputs: number,
    attributes: Attributes = {},
    domain = "",
  ): Value[] {
    const names = Array.from({ length: outputs }, () => this.#fresh(operator));
    this.#append(operator, inputs, names, attributes, domain);
    return names;
  }

  /** A node whose outputs carry names that the caller chose. */
  define(
    operator: string,
    inputs: readonly Value[],
    outputs: readonly Value[],
    attributes: Attributes = {},
    domain = "",
  ): void {
    this.#append(operator, inputs, [...outputs], attributes, domain);
  }

  /** An initializer. Small unnamed ones with equal contents are stored once. */
  constant(type: ElementType, shape: readonly number[], values: ArrayLike<number>, name?: string): Value {
    const key =
      name === undefined && values.length <= LARGEST_SHARED_CONSTANT
        ? `${type}[${shape.join()}]${Array.from(values).join()}`
        : undefined;
    const known = key === undefined ? undefined : this.#shared.get(key);
    if (known !== undefined) return known;
    const value = (name ?? this.#fresh("constant")) as Value;
    this.#initializers.push({
      name: value,
      dataType: ELEMENT_TYPE[type],
      dims: [...shape],
      rawData: rawBytes(type, values),
    });
    if (key !== undefined) this.#shared.set(key, value);
    return value;
  }

  /** An initializer of float16, of which `bits` are the bits. */
  halves(shape: readonly number[], bits: Uint16Array, name: string): Value {
    const rawData = new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength);
    this.#initializers.push({ name, dataType: ELEMENT_TYPE.float16, dims: [...shape], rawData });
    return name as Value;
  }

  /** A value converted to another element type. */
  cast(value: Value, type: ElementType): Value {
    return this.node("Cast", [value], { to: ELEMENT_TYPE[type] });
  }

  float(value: number): Value {
    return this.constant("float32", [], [value]);
  }

  int64(...values: readonly number[]): Value {
    return this.constant("int64", [values.length], values);
  }

  /** The graph as a message, for a body of `Loop` or `If`. */
  toGraph(): onnx.IGraphProto {
    return {
      name: this.name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  /** The model as the bytes of an .onnx file. */
  toModel(): Uint8Array {
    const opsetImport: onnx.IOperatorSetIdProto[] = [{ domain: "", version: OPSET }];
    if (this.#usesContributed) opsetImport.push({ domain: "com.microsoft", version: 1 });
    return onnx.ModelProto.encode({
      irVersion: IR_VERSION,
      producerName: "homotopy",
      opsetImport,
      graph: this.toGraph(),
    }).finish();
  }

  #append(operator: string, inputs: readonly Value[], outputs: Value[], attributes: Attributes, domain: string): void {
    if (domain !== "") this.#usesContributed = true;
    this.#nodes.push({
      opType: operator,
      domain,
      input: [...inputs],
      output: outputs,
      attribute: Object.entries(attributes).flatMap(([name, value]) =>
        value === undefined ? [] : [attribute(name, value)],
      ),
    });
  }

  #fresh(hint: string): Value {
    return `${this.prefix}${hint}_${this.#counter++}` as Value;
  }
}

function attribute(name: string, value: AttributeValue): onnx.IAttributeProto {
  const types = onnx.AttributeProto.AttributeType;
  if (value instanceof GraphBuilder) return { name, type: types.GRAPH, g: value.toGraph() };
  if (typeof value === "number") return { name, type: types.INT, i: value };
  if (typeof value === "string") return { name, type: types.STRING, s: new TextEncoder().encode(value) };
  if ("float" in value) return { name, type: types.FLOAT, f: value.float };
  return { name, type: types.INTS, ints: [...value] };
}

function valueInfo(name: string, type: ElementType, shape: readonly Dimension[]): onnx.IValueInfoProto {
  const dim = shape.map((size) => (typeof size === "number" ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPE[type], shape: { dim } } } };
}

function rawBytes(type: ElementType, values: ArrayLike<number>): Uint8Array {
  const typed = typedArray(type, values);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function typedArray(
  type: ElementType,
  values: ArrayLike<number>,
): Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array | Int8Array {
  switch (type) {
    case "float16":
      return new Uint16Array(Float16Array.from(values).buffer);
    case "float32":
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case "int32":
      return values instanceof Int32Array ? values : Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(Array.from(values, BigInt));
    case "int8":
      return Int8Array.from(values);
    case "bool":
    case "uint8":
      return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }
}
