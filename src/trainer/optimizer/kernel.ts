/** Adam and SGD run by a WebAssembly SIMD kernel (assembly/kernel.ts) over the store's own memory. */
import type { Updatable } from "../parameterGroups";
import type { Parameter } from "../parameters";
import { checkKernel, type Kernel, kernelOver } from "./kernelModule";
import { ADAM, adamStepSize, clipFactor, type Optimizer } from "./optimizer";

/** Throws where this machine has no WebAssembly SIMD. */
export function kernelOptimizer(name: "adam" | "sgd"): Optimizer {
  checkKernel();
  return {
    name,
    update({ memory, parameters }, { learningRate, clip, step }) {
      const kernel = kernelOver(memory);
      const norm = globalNorm(kernel, parameters);
      if (!Number.isFinite(norm)) return norm;
      const scale = clipFactor(norm, clip);
      if (name === "adam") {
        const size = adamStepSize(learningRate, step);
        for (const parameter of parameters) adam(kernel, parameter, scale, size);
      } else {
        for (const { value, gradient } of parameters) {
          kernel.sgd(value.byteOffset, gradient.byteOffset, value.length, scale * learningRate);
        }
      }
      return norm;
    },
  };
}

function globalNorm(kernel: Kernel, parameters: Updatable["parameters"]): number {
  const squares = parameters.map(({ gradient }) => kernel.sumOfSquares(gradient.byteOffset, gradient.length));
  return Math.sqrt(squares.reduce((total, square) => total + square, 0));
}

function adam(kernel: Kernel, parameter: Parameter, scale: number, size: number): void {
  const { value, gradient, firstMoment, secondMoment } = parameter;
  kernel.adam(
    value.byteOffset,
    gradient.byteOffset,
    firstMoment.byteOffset,
    secondMoment.byteOffset,
    value.length,
    scale,
    size,
    ADAM.beta1,
    ADAM.beta2,
    ADAM.epsilon,
  );
}
