/** Numbers kept as float16, widened: millions of them when a model is read, so each is looked up. */
import { Float16Array } from "@petamoriken/float16";

const HALVES = 1 << 16;

/** What each of the 65,536 halves is, made when the first are read. */
let widened: Float32Array | undefined;

/** `bits`: a float16 each. */
export function fromHalves(bits: Uint16Array): Float32Array {
  widened ??= Float32Array.from(new Float16Array(Uint16Array.from({ length: HALVES }, (_, half) => half).buffer));
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = widened[bits[index]];
  return values;
}
