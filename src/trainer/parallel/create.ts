import type { ParameterStore } from "../parameters";
import type { GradientEngine } from "../step/gradients";
import { ParallelGradientEngine } from "./engine";
import { createLocalEngine } from "./localEngine";
import { type ProcessCrewOptions, startProcessCrew } from "./processCrew";

/**
 * The gradient engine over this process and `workers` others.
 * @throws HomotopyError "unavailable" or "disk" if one of them does not start; nothing is left behind then.
 */
export async function createParallelEngine(
  store: ParameterStore,
  options: ProcessCrewOptions,
): Promise<GradientEngine> {
  const own = await createLocalEngine(store, options.engine);
  try {
    return new ParallelGradientEngine(own, await startProcessCrew(store, options));
  } catch (error) {
    await own.dispose();
    throw error;
  }
}
