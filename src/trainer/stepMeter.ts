/** Averages the losses between two events and tells them twice a second. */
import type { RunPosition } from "./checkpoint";
import type { LoopContext } from "./loop";
import type { TakenStep } from "./takeSteps";

const STEP_EVENT_SECONDS = 0.5;
const NOTHING = { sentences: 0, tokens: 0, loss: 0, reconstruction: 0, kl: 0 };

/** Takes the steps of a run, at least one, and where the training stands after them. */
export function stepMeter(
  context: Pick<LoopContext, "clock" | "steps" | "emit">,
): (taken: readonly TakenStep[], at: RunPosition) => void {
  const { clock, steps, emit } = context;
  let since = clock.elapsed();
  let total = NOTHING;
  return (taken, position) => {
    total = taken.reduce(
      (sums, { batch, objective, reconstruction, kl }) => ({
        sentences: sums.sentences + batch.rows,
        tokens: sums.tokens + batch.tokens,
        loss: sums.loss + objective,
        reconstruction: sums.reconstruction + reconstruction,
        kl: sums.kl + kl,
      }),
      total,
    );
    const seconds = clock.elapsed() - since;
    const last = taken.at(-1);
    if (last === undefined || (seconds < STEP_EVENT_SECONDS && position.step < steps)) return;
    emit({
      event: "step",
      step: position.step,
      steps,
      epoch: position.epoch,
      tokensPerSecond: total.tokens / Math.max(seconds, 1e-3),
      loss: total.loss / total.sentences,
      reconstruction: total.reconstruction / total.sentences,
      kl: total.kl / total.sentences,
      klWeight: last.controls.klWeight,
      learningRate: last.learningRate,
      gradientNorm: last.gradientNorm,
      minutesLeft: clock.minutesLeft(position.step),
      progress: clock.at(position.step),
    });
    since = clock.elapsed();
    total = NOTHING;
  };
}
