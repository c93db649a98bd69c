/**
 * The nodes of a graph while it is being recorded: equal nodes are kept once, and when the record is written as a model
 * only what its outputs need goes in, with the outputs named where they arise instead of copied to their names.
 */
import { type Attributes, type ElementType, GraphBuilder, type Value } from "../../model/onnx/graph";

interface RecordedNode {
  readonly operator: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  readonly domain: string;
}

interface Constant {
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

interface Port {
  readonly name: string;
  readonly value: Value;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** Constants longer than this are not compared with the others. */
const LARGEST_SHARED_CONSTANT = 4096;

export class GraphRecord {
  readonly #nodes: RecordedNode[] = [];
  readonly #known = new Map<string, readonly Value[]>();
  readonly #constants = new Map<Value, Constant>();
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  readonly #sequences: Port[] = [];

  input(name: string, type: ElementType, shape: readonly number[]): Value {
    const value = name as Value;
    this.#inputs.push({ name, value, type, shape });
    return value;
  }

  output(name: string, value: Value, type: ElementType, shape: readonly number[]): void {
    this.#outputs.push({ name, value, type, shape });
  }

  /** Publishes the value as a sequence of one tensor, before every other output. */
  outputSequence(name: string, value: Value, type: ElementType): void {
    this.#sequences.push({ name, value: this.node("SequenceConstruct", [value]), type, shape: [] });
  }

  node(operator: string, inputs: readonly Value[], attributes: Attributes = {}, domain = ""): Value {
    return this.nodes(operator, inputs, 1, attributes, domain)[0] as Value;
  }

  nodes(
    operator: string,
    inputs: readonly Value[],
    outputs: number,
    attributes: Attributes = {},
    domain = "",
  ): readonly Value[] {
    const key = JSON.stringify([domain, operator, inputs, attributes, outputs]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const values = Array.from({ length: outputs }, (_, index) => `${operator}_${this.#nodes.length}_${index}` as Value);
    this.#nodes.push({ operator, inputs, outputs: values, attributes, domain });
    this.#known.set(key, values);
    return values;
  }

  constant(type: ElementType, shape: readonly number[], values: ArrayLike<number>): Value {
    const contents = values.length <= LARGEST_SHARED_CONSTANT ? Array.from(values) : this.#constants.size;
    const key = JSON.stringify(["constant", type, shape, contents]);
    const known = this.#known.get(key)?.[0];
    if (known !== undefined) return known;
    const value = `constant_${this.#constants.size}` as Value;
    this.#constants.set(value, { type, shape, values });
    this.#known.set(key, [value]);
    return value;
  }

  float(value: number): Value {
    return this.constant("float32", [], [value]);
  }

  int64(...values: readonly number[]): Value {
    return this.constant("int64", [values.length], values);
  }

  /** The recorded graph as the bytes of an .onnx model. */
  toModel(name: string): Uint8Array {
    return this.toGraph(name).toModel();
  }

  toGraph(name: string): GraphBuilder {
    const graph = new GraphBuilder(name);
    for (const { name, type, shape } of this.#inputs) graph.input(name, type, shape);
    const needed = this.#needed();
    for (const [value, { type, shape, values }] of this.#constants) {
      if (needed.has(value)) graph.constant(type, shape, values, value);
    }
    const names = this.#outputNames();
    for (const { name, type } of this.#sequences) graph.outputSequence(name, type);
    const renamed = (value: Value): Value => names.get(value) ?? value;
    for (const { operator, inputs, outputs, attributes, domain } of this.#nodes) {
      if (!outputs.some((output) => needed.has(output))) continue;
      graph.define(operator, inputs.map(renamed), outputs.map(renamed), attributes, domain);
    }
    for (const { name, value, type, shape } of this.#outputs) graph.output(name, renamed(value), type, shape);
    return graph;
  }

  /** Every value that an output depends on. */
  #needed(): ReadonlySet<Value> {
    const needed = new Set([...this.#sequences, ...this.#outputs].map(({ value }) => value));
    for (const { inputs, outputs } of this.#nodes.toReversed()) {
      if (outputs.some((output) => needed.has(output))) for (const input of inputs) needed.add(input);
    }
    return needed;
  }

  /** The published name of each value that a node makes; a second name for the same value stays a copy. */
  #outputNames(): ReadonlyMap<Value, Value> {
    const made = new Set(this.#nodes.flatMap(({ outputs }) => outputs));
    const names = new Map<Value, Value>();
    for (const { name, value } of [...this.#sequences, ...this.#outputs]) {
      if (made.has(value) && !names.has(value)) names.set(value, name as Value);
    }
    return names;
  }
}
