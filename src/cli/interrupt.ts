/** What Ctrl+C does. A second one always ends the process at once: the handlers take one signal each. */

/** 128 + SIGINT, as a shell reports it. */
export const INTERRUPTED = 130;

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Raises the signal on the first Ctrl+C and lets the work come to an end of its own. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** For work that has nothing to save: Ctrl+C ends it. */
export async function stoppable<T>(work: () => Promise<T>): Promise<T> {
  const stop = () => process.exit(INTERRUPTED);
  process.once("SIGINT", stop);
  try {
    return await work();
  } finally {
    process.off("SIGINT", stop);
  }
}
