/** Chooses how gradients are computed, and says why when it is not the first choice. */
import os from "node:os";
import { HomotopyError, messageOf } from "../../core/errors";
import { chooseBackend } from "../backend";
import type { TrainingOptions } from "../options";
import type { ParameterStore } from "../parameters";
import type { GradientEngine } from "./gradients";

/** More threads than this wait for each other at the sizes of a sentence VAE. */
const MOST_THREADS = 8;

export type EngineChoice = Pick<TrainingOptions, "engine" | "threads">;

/** @throws HomotopyError "unavailable" if the engine that was asked for cannot run here. */
export async function createGradientEngine(
  store: ParameterStore,
  { engine, threads }: EngineChoice,
  notify: (message: string) => void,
): Promise<GradientEngine> {
  if (engine === "eager") return createEager(store, notify);
  try {
    return await createCompiled(store, threads);
  } catch (error) {
    if (engine === "compiled") {
      throw new HomotopyError(
        "unavailable",
        "The compiled training step cannot run here",
        messageOf(error),
        "use --engine eager, or auto to fall back to it",
        { cause: error },
      );
    }
    notify(
      `The compiled training step cannot run here, so training goes on step by step, several times slower: ${messageOf(error)}`,
    );
    return createEager(store, notify);
  }
}

async function createCompiled(store: ParameterStore, threads: number | undefined): Promise<GradientEngine> {
  // The engine loads the native runtime at its first step; a machine without it should be known before the run begins.
  await import("onnxruntime-node");
  const { CompiledGradientEngine } = await import("./compiled");
  return new CompiledGradientEngine(store, { threads: threads ?? Math.min(os.availableParallelism(), MOST_THREADS) });
}

async function createEager(store: ParameterStore, notify: (message: string) => void): Promise<GradientEngine> {
  const { name, refused } = await chooseBackend();
  for (const { name: better, reason } of refused) notify(`TensorFlow.js ${better} is not used: ${reason}`);
  notify(`TensorFlow.js computes on ${name}`);
  const { EagerGradientEngine } = await import("./eager");
  return new EagerGradientEngine(store);
}
