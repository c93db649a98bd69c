/** Steps whose losses are looked at: a run stops where they are no numbers any more. */
import { HomotopyError } from "../core/errors";
import type { LoopContext } from "./loop";
import type { StepOutcome, TrainingStep } from "./step/stepEngine";

export type TakenStep = TrainingStep & StepOutcome;

type Watched = Pick<LoopContext, "engine" | "describe">;

/** One run of the engine. @throws HomotopyError "diverged" that names step and sentences */
export async function takeSteps(
  { engine, describe }: Watched,
  steps: readonly TrainingStep[],
): Promise<readonly TakenStep[]> {
  const outcomes = await engine.run(steps);
  const taken = steps.map((step, index) => ({ ...step, ...outcomes[index] }));
  const diverged = taken.find(({ objective, gradientNorm }) => !Number.isFinite(objective + gradientNorm));
  if (diverged === undefined) return taken;
  throw divergence(`The loss is not a number any more at step ${diverged.step}`, await describe(diverged.batch));
}

/** A step can ruin the weights and only the next one would show it: before they replace the last good ones, one look. */
export async function requireSound({ engine, describe }: Watched, last: TakenStep): Promise<void> {
  const { objective } = await engine.evaluate(last.batch, last.controls);
  if (Number.isFinite(objective)) return;
  throw divergence(`The loss is not a number any more after step ${last.step}`, await describe(last.batch));
}

/** `what` was found, and at which sentences. */
export function divergence(what: string, where: string): HomotopyError {
  const advice = "the last good checkpoint is kept: resume with a lower --learning-rate or --clip";
  return new HomotopyError("diverged", what, where, advice);
}
