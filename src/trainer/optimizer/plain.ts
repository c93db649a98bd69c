/** Adam (Kingma and Ba 2015, algorithm 1) and plain SGD in TypeScript: the reference of the WebAssembly kernel. */
import type { Updatable } from "../parameterGroups";
import type { Parameter } from "../parameters";
import { ADAM, adamStepSize, clipFactor, type Optimizer } from "./optimizer";

export function plainOptimizer(name: "adam" | "sgd"): Optimizer {
  return {
    name,
    update(store, { learningRate, clip, step }) {
      const norm = globalNorm(store);
      if (!Number.isFinite(norm)) return norm;
      const scale = clipFactor(norm, clip);
      const size = name === "adam" ? adamStepSize(learningRate, step) : learningRate;
      for (const parameter of store.parameters) {
        if (name === "adam") adam(parameter, scale, size);
        else sgd(parameter, scale, size);
      }
      return norm;
    },
  };
}

function globalNorm(store: Updatable): number {
  let squares = 0;
  for (const { gradient } of store.parameters) {
    for (let index = 0; index < gradient.length; index++) squares += gradient[index] ** 2;
  }
  return Math.sqrt(squares);
}

function adam({ value, gradient, firstMoment, secondMoment }: Parameter, scale: number, size: number): void {
  for (let index = 0; index < value.length; index++) {
    const g = scale * gradient[index];
    const m = ADAM.beta1 * firstMoment[index] + (1 - ADAM.beta1) * g;
    const v = ADAM.beta2 * secondMoment[index] + (1 - ADAM.beta2) * g * g;
    firstMoment[index] = m;
    secondMoment[index] = v;
    value[index] = value[index] - (size * m) / (Math.sqrt(v) + ADAM.epsilon);
  }
}

function sgd({ value, gradient }: Parameter, scale: number, size: number): void {
  for (let index = 0; index < value.length; index++) {
    value[index] = value[index] - size * scale * gradient[index];
  }
}
