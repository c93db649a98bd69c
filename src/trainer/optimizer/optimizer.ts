import type { Updatable } from "../parameterGroups";

/** Turns the gradients of weights into a step of them. Clipping by their global norm is part of the step. */
export interface Optimizer {
  readonly name: "adam" | "sgd";
  /**
   * One update. `step` counts from 1. Returns the gradient's global norm before clipping (Pascanu et al. 2013, algorithm 1);
   * if the norm is not finite nothing is changed.
   */
  update(
    parameters: Updatable,
    settings: { readonly learningRate: number; readonly clip: number; readonly step: number },
  ): number;
}

export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** Adam's bias corrections folded into the step size (Kingma and Ba 2015, end of §2). */
export function adamStepSize(learningRate: number, step: number): number {
  return (learningRate * Math.sqrt(1 - ADAM.beta2 ** step)) / (1 - ADAM.beta1 ** step);
}

/** Factor that brings a gradient of this norm down to at most `clip`. */
export function clipFactor(norm: number, clip: number): number {
  return norm > clip ? clip / norm : 1;
}
