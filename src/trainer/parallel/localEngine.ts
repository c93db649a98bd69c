import * as tf from "@tensorflow/tfjs-core";
import { chooseBackend, type EagerBackend } from "../backend";
import type { ParameterStore } from "../parameters";
import type { GradientEngine } from "../step/gradients";

/** What each process of a parallel run computes with. */
export type LocalEngine =
  | { readonly kind: "compiled"; readonly threads: number }
  | { readonly kind: "eager"; readonly backend: EagerBackend };

/** @throws HomotopyError "unavailable" if it cannot run here. */
export async function createLocalEngine(store: ParameterStore, engine: LocalEngine): Promise<GradientEngine> {
  if (engine.kind === "compiled") {
    const { CompiledGradientEngine } = await import("../step/compiled");
    return new CompiledGradientEngine(store, { threads: engine.threads });
  }
  await chooseBackend([engine.backend]);
  const { EagerGradientEngine } = await import("../step/eager");
  return new EagerGradientEngine(store, tf.getBackend());
}
