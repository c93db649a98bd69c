/** The network's weights as the initializers of a graph: looked up by name, checked against the network's shapes. */
import { HomotopyError } from "../../core/errors";
import { type NetworkConfig, type ParameterShapes, parameterShapes, type Weights } from "../family/network";
import type { GraphBuilder, Value } from "./graph";

export class Initializers {
  readonly #shapes: ParameterShapes;

  constructor(
    private readonly graph: GraphBuilder,
    config: NetworkConfig,
    private readonly weights: Weights,
  ) {
    this.#shapes = parameterShapes(config);
  }

  /** A weight under its own name and shape. */
  weight(name: string): Value {
    return this.graph.constant("float32", this.#shape(name), this.values(name), name);
  }

  /** The values of a weight, flat and row-major, for a rearrangement of the caller's. */
  values(name: string): Float32Array {
    const values = this.weights.get(name);
    const size = this.#shape(name).reduce((product, axis) => product * axis, 1);
    if (values?.length === size) return values;
    const found = values ? `has ${values.length} numbers instead of ${size}` : "is missing";
    throw new HomotopyError("bad-model", `The weight ${name} ${found}`, "weights", "export the network they belong to");
  }

  #shape(name: string): readonly number[] {
    const shape = this.#shapes[name];
    if (!shape) throw new RangeError(`The network has no weight named ${name}`);
    return shape;
  }
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
