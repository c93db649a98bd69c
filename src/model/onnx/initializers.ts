/** The network's weights as the initializers of a graph: looked up by name, checked against the network's shapes. */
import { HomotopyError } from "../../core/errors";
import { type NetworkConfig, type ParameterShapes, parameterShapes } from "../family/network";
import { addBlockMatrix, type BlockMatrix, lookUpRows, multiplyByBlocks } from "./blockMatrix";
import { fillsBlocks, toBlocks } from "./blocks";
import type { GraphBuilder, Value } from "./graph";
import { asFloats, type KeptWeights } from "./halves";
import { blockBits, type WeightFormat } from "./weightFormat";

/** The largest number in half precision, and in single. */
const LARGEST_HALF = 65504;
const LARGEST_SINGLE = (2 - 2 ** -23) * 2 ** 127;

export class Initializers {
  readonly #shapes: ParameterShapes;
  readonly #blocks = new Map<string, BlockMatrix>();
  readonly #values = new Map<string, Value>();

  constructor(
    private readonly graph: GraphBuilder,
    config: NetworkConfig,
    private readonly weights: KeptWeights,
    private readonly format: WeightFormat = "float32",
  ) {
    this.#shapes = parameterShapes(config);
  }

  /** A weight under its own name and shape. */
  weight(name: string): Value {
    const kept = this.#kept(name);
    return kept instanceof Uint16Array
      ? this.#add(name, () => this.graph.cast(this.graph.halves(this.#shape(name), kept, name), "float32"))
      : this.rearranged(name, this.#shape(name), kept);
  }

  /** A rearrangement of weights under a name of its own: float32 to the graph, however it is kept. */
  rearranged(name: string, shape: readonly number[], values: Float32Array): Value {
    return this.#add(name, () => {
      if (!this.#halved(shape)) return this.graph.constant("float32", shape, values, name);
      const halves = checked(name, values, LARGEST_HALF, "half precision");
      return this.graph.cast(this.graph.constant("float16", shape, halves, name), "float32");
    });
  }

  /** Rows of a weight [rows, columns] by their indices: [...indices, columns]. `rank` is that of the indices. */
  rows(name: string, indices: Value, rank: number): Value {
    const blocks = this.#inBlocks(name, () => this.values(name), this.#shape(name));
    return blocks
      ? lookUpRows(this.graph, blocks, indices, rank)
      : this.graph.node("Gather", [this.weight(name), indices]);
  }

  /** inputs · weightᵀ + bias of a weight [outputs, inputs]. */
  productWithRows(inputs: Value, name: string, bias: Value): Value {
    const blocks = this.#inBlocks(name, () => this.values(name), this.#shape(name));
    return blocks
      ? multiplyByBlocks(this.graph, inputs, blocks, bias)
      : this.graph.node("Gemm", [inputs, this.weight(name), bias], { transB: 1 });
  }

  /** inputs · matrix + bias of weights, or a rearrangement of such, [inputs, outputs]. */
  product(inputs: Value, name: string, shape: readonly [number, number], values: Float32Array, bias: Value): Value {
    const [rows, columns] = shape;
    const blocks = this.#inBlocks(name, () => transposed(values, rows, columns), [columns, rows]);
    return blocks
      ? multiplyByBlocks(this.graph, inputs, blocks, bias)
      : this.graph.node("Gemm", [inputs, this.rearranged(name, shape, values), bias]);
  }

  /** The values of a weight, flat and row-major, for a rearrangement of the caller's. */
  values(name: string): Float32Array {
    return asFloats(this.#kept(name));
  }

  #kept(name: string): Float32Array | Uint16Array {
    const values = this.weights.get(name);
    const size = this.#shape(name).reduce((product, axis) => product * axis, 1);
    if (values?.length === size) return values;
    const found = values ? `has ${values.length} numbers instead of ${size}` : "is missing";
    throw new HomotopyError("bad-model", `The weight ${name} ${found}`, "weights", "export the network they belong to");
  }

  /** A value of the graph, once. */
  #add(name: string, make: () => Value): Value {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const added = make();
    this.#values.set(name, added);
    return added;
  }

  /** A matrix [rows, columns] in blocks, once a graph; nothing if the format has none. */
  #inBlocks(name: string, values: () => Float32Array, shape: readonly number[]): BlockMatrix | undefined {
    const bits = blockBits(this.format);
    if (bits === undefined || !fillsBlocks(shape[1])) return undefined;
    const known = this.#blocks.get(name);
    if (known) return known;
    const [rows, columns] = shape;
    const added = addBlockMatrix(
      this.graph,
      name,
      toBlocks(checked(name, values(), LARGEST_SINGLE, "blocks"), rows, columns, bits),
    );
    this.#blocks.set(name, added);
    return added;
  }

  #halved(shape: readonly number[]): boolean {
    return this.format !== "float32" && shape.length > 1;
  }

  #shape(name: string): readonly number[] {
    const shape = this.#shapes[name];
    if (!shape) throw new RangeError(`The network has no weight named ${name}`);
    return shape;
  }
}

/** The values, if none is beyond `largest` or no number at all. */
function checked(name: string, values: Float32Array, largest: number, format: string): Float32Array {
  const outlier = values.find((value) => !(Math.abs(value) <= largest));
  if (outlier === undefined) return values;
  const what = `The weight ${name} has a ${outlier}, which ${format} cannot hold`;
  throw new HomotopyError("bad-model", what, "weights", "keep the weights as float32");
}

/** [rows, columns] to [columns, rows], both row-major. */
export function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column];
  }
  return result;
}

/** Matrices with equally many columns stacked on one another: [a | b | …]·W is one product instead of several. */
export function stacked(...parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
