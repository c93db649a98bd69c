/**
 * The trainable state in one block of memory: for each weight its value, its gradient and the optimiser's two moments.
 * One block, so that an optimiser kernel in WebAssembly can walk it, ONNX Runtime can be fed views of it without a copy,
 * and several workers can share it.
 */
import { type ParameterShapes, parameterShapes } from "../model/family/network";
import type { TrainedNetwork } from "./trainedNetwork";

const FIELDS = ["value", "gradient", "firstMoment", "secondMoment"] as const;
type Field = (typeof FIELDS)[number];

/** Bytes: a cache line, and a multiple of the 16 that SIMD loads like. */
const ALIGNMENT = 64;

/** Elements: as many as stay in a core's cache between being brought in and being used. */
const SCRATCH = 32_768;

export type Parameter = Readonly<Record<Field, Float32Array>> & {
  readonly name: string;
  readonly shape: readonly number[];
};

export class ParameterStore {
  readonly parameters: readonly Parameter[];
  /** Room for numbers from elsewhere that a kernel is to add to the ones here. */
  readonly scratch: Float32Array;
  readonly #byName: ReadonlyMap<string, Parameter>;

  private constructor(
    readonly config: TrainedNetwork,
    readonly memory: WebAssembly.Memory,
    shapes: ParameterShapes,
  ) {
    let offset = ALIGNMENT;
    const view = (length: number): Float32Array => {
      const array = new Float32Array(memory.buffer, offset, length);
      offset += roundUp(length * Float32Array.BYTES_PER_ELEMENT);
      return array;
    };
    // Field by field rather than weight by weight: each field is one run of memory for the optimiser.
    const fields = Object.fromEntries(
      FIELDS.map((field) => [field, Object.entries(shapes).map(([, shape]) => view(size(shape)))]),
    ) as Record<Field, Float32Array[]>;
    this.parameters = Object.entries(shapes).map(([name, shape], index) => ({
      name,
      shape,
      value: fields.value[index],
      gradient: fields.gradient[index],
      firstMoment: fields.firstMoment[index],
      secondMoment: fields.secondMoment[index],
    }));
    this.scratch = view(SCRATCH);
    this.#byName = new Map(this.parameters.map((parameter) => [parameter.name, parameter]));
  }

  /** A store of zeros. `shared`: memory that other threads can see. */
  static create(config: TrainedNetwork, options: { readonly shared?: boolean } = {}): ParameterStore {
    const shapes = parameterShapes(config);
    const bytes = Object.values(shapes).reduce(
      (total, shape) => total + FIELDS.length * roundUp(size(shape) * Float32Array.BYTES_PER_ELEMENT),
      ALIGNMENT + SCRATCH * Float32Array.BYTES_PER_ELEMENT,
    );
    const pages = Math.ceil(bytes / 65536);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: options.shared ?? false });
    return new ParameterStore(config, memory, shapes);
  }

  /** A second view of memory that another thread created for the same network. */
  static over(config: TrainedNetwork, memory: WebAssembly.Memory): ParameterStore {
    return new ParameterStore(config, memory, parameterShapes(config));
  }

  get(name: string): Parameter {
    const parameter = this.#byName.get(name);
    if (!parameter) throw new RangeError(`No weight named ${name}`);
    return parameter;
  }

  /** Number of trainable scalars. */
  get count(): number {
    return this.parameters.reduce((total, parameter) => total + parameter.value.length, 0);
  }

  /** The weights alone, as the export and the model package take them. */
  weights(): Map<string, Float32Array> {
    return new Map(this.parameters.map((parameter) => [parameter.name, parameter.value]));
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
