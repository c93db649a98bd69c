import type { RunPosition } from "./checkpoint";
import type { LoopContext } from "./loop";
import { type AggressiveState, burst, type FreshBatches } from "./remedies/aggressive";
import { planStep } from "./stepPlan";
import { type TakenStep, takeSteps } from "./takeSteps";

/**
 * The steps of the encoder alone before one of the decoder, each with the state from which to go on after it. None where the
 * encoder does not lag behind, or not any more; fewer where the time is up or the signal is raised.
 */
export async function* encoderBurst(
  context: LoopContext,
  position: RunPosition,
  fresh: FreshBatches,
): AsyncGenerator<readonly [AggressiveState, TakenStep]> {
  if (position.aggressive === null) return;
  yield* burst(
    position.aggressive,
    fresh,
    context.options.aggressiveSteps,
    async (batch, update) => {
      const [taken] = await takeSteps(context, [
        { ...planStep(context, position, batch), step: update, group: "encoder" },
      ]);
      return taken;
    },
    () => !context.signal?.aborted && context.clock.at(position.step) < 1,
  );
}
