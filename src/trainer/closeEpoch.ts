/** The end of an epoch: validation, the best weights so far, and what there is to tell of both. */

import type { CollapseVerdict } from "../core/metrics/collapse";
import type { EpochEvent } from "../protocol/trainingEvents";
import { type RunPosition, saveWeights } from "./checkpoint";
import { collapseNotice, diagnose } from "./collapseNotice";
import type { LoopContext } from "./loop";
import { annealed, klWeight } from "./schedules";
import { controlsOf } from "./stepPlan";
import { divergence } from "./takeSteps";
import { type Validation, validate } from "./validate";

export interface ClosedEpoch {
  readonly best: RunPosition["best"];
  readonly validation: Validation;
  /** Of the latent space, once the KL weight is final. */
  readonly verdict: CollapseVerdict | undefined;
}

/**
 * Validates, tells, and keeps the best weights. Objectives can be compared only once the KL weight has stopped rising.
 * A collapsed latent space is told if the epoch before, whose verdict was `before`, did not tell it already. Undefined if the
 * signal was raised meanwhile.
 */
export async function closeEpoch(
  context: LoopContext,
  position: RunPosition,
  progress: number,
  before: CollapseVerdict | undefined,
): Promise<ClosedEpoch | undefined> {
  const { engine, options, signal } = context;
  const validation = await validate(engine, context.validationBatches(), controlsOf(options), signal);
  if (validation === undefined) return undefined;
  if (!Number.isFinite(validation.objective + validation.bound)) {
    throw divergence(`The validation bound is not a number any more after step ${position.step}`, "held-out sentences");
  }
  const comparable = annealed(progress, options);
  const better = !comparable || position.best === null || validation.objective < position.best.objective;
  if (better) await saveWeights(context.folder.best, engine.parameters);
  const diagnosis = comparable ? diagnose(validation, options) : undefined;
  context.emit({
    ...epochEvent(context, position, progress, validation, better),
    ...(diagnosis && { collapse: diagnosis }),
  });
  const notice = collapseNotice(diagnosis);
  if (notice !== undefined && diagnosis?.verdict !== before) context.emit({ event: "notice", message: notice });
  return {
    best: comparable ? nextBest(position.best, validation.objective) : null,
    validation,
    verdict: diagnosis?.verdict,
  };
}

function nextBest(before: RunPosition["best"], objective: number): NonNullable<RunPosition["best"]> {
  return before === null || objective < before.objective
    ? { objective, epochsSince: 0 }
    : { objective: before.objective, epochsSince: before.epochsSince + 1 };
}

function epochEvent(
  { engine, options, unigram }: LoopContext,
  position: RunPosition,
  progress: number,
  result: Validation,
  best: boolean,
): EpochEvent {
  return {
    event: "epoch",
    epoch: position.epoch + 1,
    step: position.step,
    bound: result.bound,
    reconstruction: result.reconstruction,
    kl: result.kl,
    klWeight: klWeight(progress, options),
    activeUnits: result.activeUnits,
    latent: engine.parameters.config.latent,
    ...(result.information && { mutualInformation: result.information.fullSet }),
    unigram,
    best,
  };
}
