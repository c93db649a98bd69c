import type { Parameter, ParameterStore } from "../parameters";

/**
 * One field of all weights as one array over the store's memory, which keeps each field in one run. The gaps between
 * weights are part of it, and zero.
 */
export function fieldBlock(store: ParameterStore, field: "value" | "gradient"): Float32Array {
  const first = (store.parameters[0] as Parameter)[field];
  const last = (store.parameters.at(-1) as Parameter)[field];
  const bytes = last.byteOffset + last.byteLength - first.byteOffset;
  return new Float32Array(store.memory.buffer, first.byteOffset, bytes / Float32Array.BYTES_PER_ELEMENT);
}
