/** Waiting for what VS Code does in its own time. */
import { setTimeout as sleep } from "node:timers/promises";

/** The first value that is neither undefined nor false. @throws Error after `patience` milliseconds, naming `what`. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patience = 30_000,
): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${patience / 1000} s in vain for ${what}`);
    await sleep(50);
  }
}
