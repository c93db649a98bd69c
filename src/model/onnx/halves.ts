/** Numbers kept as float16, widened: millions of them when a model is read, so each is looked up. */
import { Float16Array } from "@petamoriken/float16";
import type { Weights } from "../family/network";

/** Weights as a file keeps them: float32, or the bits of a float16 each. */
export type KeptWeights = ReadonlyMap<string, Float32Array | Uint16Array>;

const HALVES = 1 << 16;

/** What each of the 65,536 halves is, made when the first are read. */
let table: Float32Array | undefined;

/** All of them as float32. */
export function widened(kept: KeptWeights): Weights {
  return new Map([...kept].map(([name, values]) => [name, asFloats(values)]));
}

export function asFloats(values: Float32Array | Uint16Array): Float32Array {
  return values instanceof Uint16Array ? fromHalves(values) : values;
}

/** `bits`: a float16 each. */
export function fromHalves(bits: Uint16Array): Float32Array {
  table ??= Float32Array.from(new Float16Array(Uint16Array.from({ length: HALVES }, (_, half) => half).buffer));
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = table[bits[index]];
  return values;
}
