import { messageOf } from "../../core/errors";
import { kernelOptimizer } from "./kernel";
import type { Optimizer } from "./optimizer";
import { plainOptimizer } from "./plain";

/** The WebAssembly kernel where the machine runs it; else, and then it says why, the same sums in TypeScript. */
export function chooseOptimizer(name: "adam" | "sgd", notify: (message: string) => void = () => {}): Optimizer {
  try {
    return kernelOptimizer(name);
  } catch (error) {
    notify(`WebAssembly SIMD does not run here, so the optimiser is a little slower: ${messageOf(error)}`);
    return plainOptimizer(name);
  }
}
