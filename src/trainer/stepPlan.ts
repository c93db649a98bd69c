/** What the schedules say of a step, and which steps may be taken in one run of the engine. */
import type { RunPosition } from "./checkpoint";
import type { Batch } from "./corpus/batch";
import type { LoopContext } from "./loop";
import type { TrainingOptions } from "./options";
import { AVERAGE_EVERY } from "./remedies/weightAverage";
import { klWeight, learningRate, pretraining } from "./schedules";
import type { ObjectiveControls } from "./step/gradients";
import type { TrainingStep } from "./step/stepEngine";

type Schedules = Pick<LoopContext, "clock" | "options" | "steps">;

/** The objective at the end of the schedules: what validations are compared by. */
export function controlsOf({ klWeight, freeBits, freeBitsTotal }: TrainingOptions): ObjectiveControls {
  return { klWeight, freeBits, freeBitsTotal };
}

/** The step with a batch after `ahead` others from the position on. */
export function planStep({ clock, options }: Schedules, position: RunPosition, batch: Batch, ahead = 0): TrainingStep {
  const done = position.step + ahead;
  const progress = clock.at(done);
  return {
    batch,
    controls: { ...controlsOf(options), klWeight: klWeight(progress, options) },
    learningRate: learningRate(progress, done, options, position.halvings),
    step: done + 1,
  };
}

/**
 * How many of the next steps, at most `most`, belong to the same stage of the schedules and of the run. A run ends where the
 * weights are averaged: those in between are not to be had.
 */
export function stepsAlike({ clock, options, steps }: Schedules, step: number, most: number): number {
  const stage = (at: number): boolean => pretraining(clock.at(at), options);
  const ends = (at: number): boolean => options.averageShare > 0 && at % AVERAGE_EVERY === 0;
  let count = 1;
  while (count < most && step + count < steps && stage(step + count) === stage(step) && !ends(step + count)) count++;
  return count;
}
