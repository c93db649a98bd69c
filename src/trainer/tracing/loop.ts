/**
 * Writes a function of tensors down as an ONNX `Loop` that runs it some number of times: what one time leaves behind is what
 * the next begins with, and stays in the runtime between them.
 */
import * as tf from "@tensorflow/tfjs-core";
import { type ElementType, GraphBuilder, type Value } from "../../model/onnx/graph";
import { recording } from "./backend";
import { elementType, type Recorder } from "./recorder";
import { explained, type Tape } from "./trace";

/** Names what goes into and comes out of the times round; K is how many there are, the scalar input `TIMES`. */
export interface LoopTape extends Pick<Tape, "input" | "output"> {
  /** What a time round reads: the run is fed all K of them, [K, ...shape]. */
  input<T extends tf.Tensor>(name: string, shape: readonly number[], dtype?: tf.DataType): T;
  /** What every time round gives: the run returns all K of them, [K, ...shape]. */
  output(name: string, tensor: tf.Tensor): void;
  /** What is handed on. The run is fed the first under this name and returns the last under `lastName(name)`. */
  state<T extends tf.Tensor>(name: string, shape: readonly number[]): T;
  /** The state of that name for the next time round. */
  next(name: string, tensor: tf.Tensor): void;
}

/** The scalar int64 input with the number of times. */
export const TIMES = "times";

export function lastName(state: string): string {
  return `${state}.last`;
}

interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
}

/** The model of `work` done K times. `sequence`: an output to be published inside a sequence too, as the first one. */
export function traceLoop(
  name: string,
  sequence: { readonly name: string; readonly of: string },
  work: (tape: LoopTape) => void,
): Uint8Array {
  return recording((recorder) => {
    const loop = new LoopRecording(recorder);
    try {
      work(loop);
    } catch (error) {
      throw explained(error, name);
    }
    return loop.toModel(name, sequence);
  });
}

/** Names inside the body must differ from those around it, since the body sees both. */
const inBody = { before: (name: string) => `${name}.before`, after: (name: string) => `${name}.after` };

class LoopRecording implements LoopTape {
  readonly #inputs: Port[] = [];
  readonly #states: Port[] = [];
  readonly #next = new Map<string, tf.Tensor>();
  readonly #outputs: { readonly port: Port; readonly tensor: tf.Tensor }[] = [];
  readonly #iteration: Value;
  readonly #condition: Value;

  constructor(private readonly recorder: Recorder) {
    this.#iteration = recorder.record.input("iteration", "int64", []);
    this.#condition = recorder.record.input("condition", "bool", []);
  }

  input<T extends tf.Tensor>(name: string, shape: readonly number[], dtype: tf.DataType = "float32"): T {
    this.#inputs.push({ name, type: elementType(dtype), shape });
    const slice = this.recorder.record.node("Gather", [name as Value, this.#iteration], { axis: 0 });
    return tensorOf<T>(this.recorder, slice, shape, dtype);
  }

  output(name: string, tensor: tf.Tensor): void {
    this.#outputs.push({ port: { name, type: elementType(tensor.dtype), shape: tensor.shape }, tensor });
  }

  state<T extends tf.Tensor>(name: string, shape: readonly number[]): T {
    this.#states.push({ name, type: "float32", shape });
    return tensorOf<T>(this.recorder, this.recorder.record.input(inBody.before(name), "float32", shape), shape);
  }

  next(name: string, tensor: tf.Tensor): void {
    this.#next.set(name, tensor);
  }

  toModel(name: string, sequence: { readonly name: string; readonly of: string }): Uint8Array {
    const graph = new GraphBuilder(name, "around.");
    const times = graph.input(TIMES, "int64", []);
    const given = [...this.#states.map((port) => graph.input(port.name, port.type, port.shape))];
    for (const { name, type, shape } of this.#inputs) graph.input(name, type, [TIMES, ...shape]);
    const states = this.#states.map((port) => ({ ...port, name: lastName(port.name) }));
    const outputs = this.#outputs.map(({ port }) => ({ ...port, shape: [TIMES, ...port.shape] }));
    const results = [...states, ...outputs];
    const always = graph.constant("bool", [], [1]);
    const body = this.#body(`${name}, once`);
    graph.define("Loop", [times, always, ...given], results.map(nameOf), { body });
    graph.define("SequenceConstruct", [sequence.of as Value], [sequence.name as Value]);
    graph.outputSequence(sequence.name, "float32");
    for (const port of results) graph.output(port.name, nameOf(port), port.type, port.shape);
    return graph.toModel();
  }

  #body(name: string): GraphBuilder {
    const { recorder } = this;
    recorder.record.output(inBody.after("condition"), this.#condition, "bool", []);
    for (const { name, type, shape } of this.#states) {
      const next = this.#next.get(name);
      if (next === undefined) throw new RangeError(`Nothing is handed on as ${name}`);
      recorder.record.output(inBody.after(name), recorder.value(next), type, shape);
    }
    for (const { port, tensor } of this.#outputs) {
      recorder.record.output(inBody.after(port.name), recorder.value(tensor), port.type, port.shape);
    }
    return recorder.record.toGraph(name);
  }
}

function tensorOf<T extends tf.Tensor>(
  recorder: Recorder,
  value: Value,
  shape: readonly number[],
  dtype: tf.DataType = "float32",
): T {
  return tf.engine().makeTensorFromTensorInfo(recorder.named(value, shape, dtype)) as T;
}

function nameOf({ name }: { readonly name: string }): Value {
  return name as Value;
}
