/** The WebAssembly SIMD kernel of assembly/kernel.ts, bound to a store's memory. */
import { KERNEL, SHARED_KERNEL } from "./kernel.generated";

/** The exports of assembly/kernel.ts; addresses in bytes, lengths in elements. */
export interface Kernel {
  sumOfSquares(x: number, length: number): number;
  adam(
    value: number,
    gradient: number,
    firstMoment: number,
    secondMoment: number,
    length: number,
    scale: number,
    size: number,
    beta1: number,
    beta2: number,
    epsilon: number,
  ): void;
  sgd(value: number, gradient: number, length: number, factor: number): void;
  add(total: number, other: number, length: number): void;
}

const bound = new WeakMap<WebAssembly.Memory, Kernel>();

/** Throws where this machine has no WebAssembly SIMD. */
export function kernelOver(memory: WebAssembly.Memory): Kernel {
  const known = bound.get(memory);
  if (known !== undefined) return known;
  const code = memory.buffer instanceof SharedArrayBuffer ? SHARED_KERNEL : KERNEL;
  const { exports } = new WebAssembly.Instance(moduleOf(code), { env: { memory } });
  if (!isKernel(exports)) throw new TypeError("The kernel lacks a function: build it again with npm run build");
  bound.set(memory, exports);
  return exports;
}

/** A trial on a page of memory, for whoever wants to know before there is a store. */
export function checkKernel(): void {
  kernelOver(new WebAssembly.Memory({ initial: 1 }));
}

function moduleOf(base64: string): WebAssembly.Module {
  return new WebAssembly.Module(Buffer.from(base64, "base64"));
}

function isKernel(exports: object): exports is Kernel {
  const functions = new Map<string, unknown>(Object.entries(exports));
  return ["sumOfSquares", "adam", "sgd", "add"].every((name) => typeof functions.get(name) === "function");
}
