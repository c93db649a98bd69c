/** Which weights a step changes, if not all of them. */
import type { ParameterStore } from "./parameters";

export type ParameterGroup = "encoder" | "decoder";

/** Weights and the memory that they lie in: what an optimiser needs of a store. */
export type Updatable = Pick<ParameterStore, "memory" | "parameters">;

/**
 * The weights of a group. The embedding table, which both readers look up, is the decoder's: it makes the larger part of what
 * the softmax needs, and an encoder that is trained alone must not move the decoder.
 */
export function ofGroup({ memory, parameters }: Updatable, group: ParameterGroup): Updatable {
  return { memory, parameters: parameters.filter(({ name }) => isOfEncoder(name) === (group === "encoder")) };
}

/** Whether only the encoder has a weight. */
export function isOfEncoder(name: string): boolean {
  return /^(encoder|posterior)\./.test(name);
}
