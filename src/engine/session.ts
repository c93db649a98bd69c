/**
 * One ONNX graph, loaded and ready to run. Tensors are typed arrays with their shape; 64-bit integers exist on the
 * runtime's side of this file only, on ours they are `Int32Array`s (ids and lengths fit).
 */
import { availableParallelism } from "node:os";
import type { InferenceSession, Tensor as RuntimeTensor } from "onnxruntime-node";
import type { Provider } from "../model/providers";
import { type OnnxRuntime, onnxRuntime } from "./runtime";

export type TensorData = Float32Array | Int32Array;

/** A row-major tensor: float32, or int64 on the runtime's side for an `Int32Array`. */
export interface Tensor<Data extends TensorData = TensorData> {
  readonly data: Data;
  readonly shape: readonly number[];
}

export type Feeds = Readonly<Record<string, Tensor>>;

export interface SessionOptions {
  readonly provider: Provider;
  readonly threads: number;
}

const USEFUL_THREADS = 4;
const FATAL = 4;
/**
 * Idle threads sleep instead of spinning. Decoding is many short runs beside an editor: with other processes on the
 * cores, spinning made a beam search four times slower, and on idle ones it only wastes power.
 */
const SLEEP_BETWEEN_RUNS = { session: { intra_op: { allow_spinning: "0" } } };

/** More threads than this do not help graphs of one decoding step, and leave the editor without a core. */
export function defaultThreads(): number {
  return Math.min(USEFUL_THREADS, availableParallelism());
}

export class Session {
  private constructor(
    private readonly runtime: OnnxRuntime,
    private readonly session: InferenceSession,
  ) {}

  /** @throws the runtime's error if the provider cannot run here, or not this graph. */
  static async create(model: Uint8Array, { provider, threads }: SessionOptions): Promise<Session> {
    const runtime = await onnxRuntime();
    const session = await runtime.InferenceSession.create(model, {
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      logSeverityLevel: FATAL,
      extra: SLEEP_BETWEEN_RUNS,
    });
    return new Session(runtime, session);
  }

  /** Runs the graph, and copies out the outputs asked for and no others. */
  async run(feeds: Feeds, outputs: readonly string[]): Promise<Outputs> {
    const inputs = Object.entries(feeds).map(([name, tensor]) => [name, this.#toRuntime(tensor)] as const);
    return new Outputs(await this.session.run(Object.fromEntries(inputs), outputs));
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }

  #toRuntime({ data, shape }: Tensor): RuntimeTensor {
    return data instanceof Float32Array
      ? new this.runtime.Tensor("float32", data, shape)
      : new this.runtime.Tensor("int64", widened(data), shape);
  }
}

/** The outputs of a run, read by name and type. */
export class Outputs {
  constructor(private readonly tensors: Readonly<Record<string, RuntimeTensor | undefined>>) {}

  float32(name: string): Tensor<Float32Array> {
    const { data, dims } = this.#get(name);
    if (!(data instanceof Float32Array)) throw new TypeError(`The output ${name} is not float32`);
    return { data, shape: dims };
  }

  int64(name: string): Tensor<Int32Array> {
    const { data, dims } = this.#get(name);
    if (!(data instanceof BigInt64Array)) throw new TypeError(`The output ${name} is not int64`);
    return { data: narrowed(data), shape: dims };
  }

  #get(name: string): RuntimeTensor {
    const tensor = this.tensors[name];
    if (!tensor) throw new TypeError(`The graph has no output ${name}`);
    return tensor;
  }
}

function widened(values: Int32Array): BigInt64Array {
  const wide = new BigInt64Array(values.length);
  for (let index = 0; index < values.length; index++) wide[index] = BigInt(values[index]);
  return wide;
}

/** The low halves: a number out of every BigInt of a vocabulary would take as long as the graph. */
function narrowed({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
  const halves = new Int32Array(buffer, byteOffset, 2 * length);
  const narrow = new Int32Array(length);
  for (let index = 0; index < length; index++) narrow[index] = halves[2 * index];
  return narrow;
}
