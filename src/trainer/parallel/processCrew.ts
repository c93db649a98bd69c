/**
 * The workers as processes of this machine. Threads with shared memory would need no file, but onnxruntime-node 1.30 does
 * not bear them: it refuses tensors over shared memory ("Invalid argument"), so weights would be copied all the
 * same, and terminating a thread that is inside a run aborts the whole process (an uncaught Napi::Error in 27 of 27 trials
 * of 20 to 60 terminations; idle threads were ended 2,000 times without harm). Processes were started 3,000 times, and
 * left, killed while idle or killed inside a run, a thousand times each: none failed to start, to compute or to go.
 */
import { closeSync } from "node:fs";
import path from "node:path";
import type { ParameterStore } from "../parameters";
import { fieldBlock } from "./fieldBlock";
import type { LocalEngine } from "./localEngine";
import { ProcessWorker } from "./processWorker";
import type { ShardCrew } from "./shardWorker";
import { createSharedFile, writeFloats } from "./sharedFile";

export interface ProcessCrewOptions {
  /** At least 1, beside the process that asks. */
  readonly workers: number;
  readonly engine: LocalEngine;
  /** The JavaScript file of worker.ts; by default the one beside the bundle. */
  readonly entry?: string;
  readonly notify?: (message: string) => void;
}

export interface ProcessCrew extends ShardCrew {
  readonly workers: readonly ProcessWorker[];
}

/** @throws HomotopyError if there is no room for the shared file, or a worker's engine does not start. */
export async function startProcessCrew(store: ParameterStore, options: ProcessCrewOptions): Promise<ProcessCrew> {
  const { engine, notify = () => {}, entry = path.join(__dirname, "trainer-worker.js") } = options;
  const size = fieldBlock(store, "value").byteLength;
  // The weights first, then a gradient for each worker.
  const sharedFile = createSharedFile(size * (1 + options.workers));
  const workers = Array.from(
    { length: options.workers },
    (_, index) =>
      new ProcessWorker({
        name: `training process ${index + 2} of ${options.workers + 1}`,
        entry,
        sharedFile,
        start: { kind: "start", config: store.config, engine, weights: 0, gradient: size * (1 + index) },
        notify,
      }),
  );
  const dispose = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.dispose()));
    closeSync(sharedFile);
  };
  try {
    await Promise.all(workers.map(({ ready }) => ready));
  } catch (error) {
    await dispose();
    throw error;
  }
  return { workers, publish: async (weights) => writeFloats(sharedFile, weights, 0), dispose };
}
