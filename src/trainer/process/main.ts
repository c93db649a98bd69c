/**
 * A process that trains and has no terminal: `node trainer.js REQUEST.json`. What there is to tell goes into the run folder's
 * log, so that it needs nobody who listens; whoever started it hears once whether it trains.
 */
import os from "node:os";
import { HomotopyError, messageOf } from "../../core/errors";
import type { TrainingOptions } from "../options";
import type { Preview } from "../preview";
import { train } from "../train";
import { failure, type ProcessReport } from "./report";
import { type ReadTrainerRequest, readTrainerRequest } from "./request";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Trains as the file asks, and returns the exit code. */
export async function trainerProcess(args: readonly string[], preview?: Preview): Promise<number> {
  // Its terminal may close, its window too.
  process.on("SIGHUP", () => undefined);
  const stop = new AbortController();
  for (const signal of SIGNALS) process.once(signal, () => stop.abort());
  try {
    const request = await readTrainerRequest(args[0] ?? "");
    lowerPriority(request);
    await train(withThreads(request), () => undefined, {
      signal: stop.signal,
      asked: new Set(request.asked),
      checkpointSeconds: request.checkpointSeconds,
      preview,
      onStarted: () => void report({ report: "started", pid: process.pid }),
    });
    return 0;
  } catch (error) {
    await report(failure(error));
    process.stderr.write(`${described(error)}\n`);
    return 1;
  }
}

/** Threads that are made later inherit it. */
function lowerPriority({ priority }: ReadTrainerRequest): void {
  if (priority === "normal") return;
  try {
    os.setPriority(os.constants.priority.PRIORITY_LOW);
  } catch (error) {
    process.stderr.write(`The priority stays as it is: ${messageOf(error)}\n`);
  }
}

function withThreads({ options, priority }: ReadTrainerRequest): TrainingOptions {
  if (priority === "normal" || options.threads !== undefined) return options;
  return { ...options, threads: Math.max(1, Math.floor(os.availableParallelism() / 2)) };
}

/** Once, to the process that waits for it, if it still does; none waits for one started by hand. */
async function report(message: ProcessReport): Promise<void> {
  if (!process.connected) return;
  await new Promise<void>((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
  process.channel?.unref();
}

/** An unexpected error with its stack: there is nobody to ask again. */
function described(error: unknown): string {
  if (error instanceof HomotopyError || !(error instanceof Error)) return messageOf(error);
  return error.stack ?? error.message;
}
