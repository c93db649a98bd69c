import { setImmediate } from "node:timers/promises";
import type { Pausable } from "../core/pausable";

/** Milliseconds: a process that computes for longer hears nothing of what it is asked. */
const SLICE = 100;

/** Does a long computation while the process stays within call. Undefined if the signal is raised meanwhile. */
export async function inSlices<T>(work: Pausable<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  let began = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - began < SLICE) continue;
    await setImmediate();
    if (signal?.aborted) return undefined;
    began = performance.now();
  }
}
