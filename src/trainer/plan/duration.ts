/** How long a run takes, from what a step takes. */
import type { TrainingOptions } from "../options";

export interface Work {
  readonly sentences: number;
  readonly heldOut: number;
  readonly steps: number;
  readonly epochs: number;
  readonly secondsPerStep: number;
  /** That reading all of the text takes. */
  readonly readingSeconds: number;
}

/** The forward pass alone, as a share of a step. */
const FORWARD = 0.35;
/** Reading for the plan does not write; learning a vocabulary and tokenising come after. */
const PREPARATION = 2;
/** Starting the process, a look at samples after an epoch, and the prior and the export at the end. */
const START_SECONDS = 3;
const PREVIEW_SECONDS = 1.5;
const END_SECONDS = 5;
/** Sentences whose posteriors the prior is fitted to. */
const FITTED = 20_000;

/** Minutes of the whole run if nothing ends it early; a time limit holds. */
export function minutesOf(work: Work, { batch, maxMinutes, prior, family }: TrainingOptions): number {
  const { sentences, heldOut, steps, epochs, secondsPerStep, readingSeconds } = work;
  const forward = (count: number): number => FORWARD * secondsPerStep * Math.ceil(count / batch);
  const fitting = prior === "mixture" && family === "vae" ? forward(Math.min(FITTED, sentences)) : 0;
  const seconds =
    START_SECONDS +
    PREPARATION * readingSeconds +
    steps * secondsPerStep +
    Math.ceil(epochs) * (forward(heldOut) + PREVIEW_SECONDS) +
    fitting +
    END_SECONDS;
  return Math.min(seconds / 60, maxMinutes ?? Number.POSITIVE_INFINITY);
}
