/**
 * The training loop: batches in, optimiser steps, a checkpoint every minute, a validation every epoch. It stops at the end
 * of its schedule, when the validation objective has not fallen for some epochs, or when the signal is raised; in
 * every case the last whole step is in the checkpoint.
 */
import { HomotopyError } from "../core/errors";
import { type RunPosition, saveCheckpoint, saveWeights } from "./checkpoint";
import type { Batch } from "./corpus/batch";
import type { EpochEvent, StepEvent } from "./events";
import { resetDecoder } from "./initialise";
import type { TrainingOptions } from "./options";
import type { ProgressClock } from "./progress";
import type { RunFolder } from "./runFolder";
import { annealed, klWeight, learningRate, pretraining } from "./schedules";
import type { StepEngine, StepOutcome, TrainingStep } from "./step/stepEngine";
import { stepMeter } from "./stepMeter";
import { inRuns } from "./stepRuns";
import { type Validation, validate } from "./validate";

const CHECKPOINT_SECONDS = 60;

export interface LoopContext {
  readonly options: TrainingOptions;
  readonly folder: RunFolder;
  readonly engine: StepEngine;
  readonly clock: ProgressClock;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Nats a sentence of the validation set under unigrams, for the events. */
  readonly unigram: number;
  /** The batches of an epoch from a given one on: always the same for the same numbers. */
  readonly batches: (epoch: number, start: number) => AsyncIterable<Batch>;
  readonly validationBatches: () => AsyncIterable<Batch>;
  readonly emit: (event: StepEvent | EpochEvent) => void;
  /** Called after each validation, to show the person what the model says by now. */
  readonly afterEpoch?: (position: RunPosition, validation: Validation) => Promise<void>;
  /** Names the sentences of a batch when the loss is no number any more. */
  readonly describe: (batch: Batch) => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

export interface LoopOutcome {
  readonly reason: "finished" | "time" | "converged" | "interrupted";
  readonly position: RunPosition;
}

export async function runLoop(context: LoopContext, start: RunPosition): Promise<LoopOutcome> {
  const { options, engine, clock, steps, signal } = context;
  const meter = stepMeter(context);
  let position = start;
  let savedAt = clock.elapsed();

  /** Also the state to come back to: it is only called between whole steps. */
  const save = async (): Promise<void> => {
    position = { ...position, elapsed: clock.elapsed() };
    await saveCheckpoint(context.folder.checkpoint, engine.parameters, position);
    savedAt = clock.elapsed();
  };
  const stop = async (reason: LoopOutcome["reason"]): Promise<LoopOutcome> => {
    await save();
    return { reason, position };
  };
  const room = (batch: Batch): number => stepsAlike(context, position.step, engine.capacity(batch));

  if (start.step === 0) await save();
  for (;;) {
    for await (const run of inRuns(context.batches(position.epoch, position.batch), room)) {
      if (signal?.aborted) return stop("interrupted");
      const progress = clock.at(position.step);
      if (position.step >= steps || progress >= 1) break;
      if (!position.decoderReset && !pretraining(progress, options)) {
        if (position.step > 0) resetDecoder(engine.parameters, options.seed);
        position = { ...position, decoderReset: true };
      }
      const taken = await train(context, run, position.step);
      position = { ...position, step: position.step + run.length, batch: position.batch + run.length };
      meter(taken, position);
      if (clock.elapsed() - savedAt >= CHECKPOINT_SECONDS) {
        await requireSound(context, taken[taken.length - 1]);
        await save();
      }
    }
    if (signal?.aborted) return stop("interrupted");
    const progress = clock.at(position.step);
    const closed = await closeEpoch(context, position, progress);
    if (closed === undefined) return stop("interrupted");
    position = { ...position, epoch: position.epoch + 1, batch: 0, best: closed.best };
    await save();
    await context.afterEpoch?.(position, closed.validation);
    if (position.step >= steps) return { reason: "finished", position };
    if (progress >= 1) return { reason: "time", position };
    if ((position.best?.epochsSince ?? 0) >= options.patience) return { reason: "converged", position };
  }
}

/** How many of the next steps, at most `most`, belong to the same stage of the schedules and of the run. */
function stepsAlike({ clock, options, steps }: LoopContext, step: number, most: number): number {
  const stage = (at: number): boolean => pretraining(clock.at(at), options);
  let count = 1;
  while (count < most && step + count < steps && stage(step + count) === stage(step)) count++;
  return count;
}

export type TakenStep = TrainingStep & StepOutcome;

/** One run of the engine: a step with each batch. `done`: steps before. */
async function train(context: LoopContext, run: readonly Batch[], done: number): Promise<readonly TakenStep[]> {
  const steps = run.map((batch, index) => planStep(context, batch, done + index));
  const outcomes = await context.engine.run(steps);
  const taken = steps.map((step, index) => ({ ...step, ...(outcomes[index] as StepOutcome) }));
  const diverged = taken.find(({ objective, gradientNorm }) => !Number.isFinite(objective + gradientNorm));
  if (diverged === undefined) return taken;
  throw divergence(
    `The loss is not a number any more at step ${diverged.step}`,
    await context.describe(diverged.batch),
  );
}

/** A step can ruin the weights and only the next one would show it: before they replace the last good ones, one look. */
async function requireSound({ engine, describe }: LoopContext, last: TakenStep): Promise<void> {
  const { objective } = await engine.evaluate(last.batch, last.controls);
  if (Number.isFinite(objective)) return;
  throw divergence(`The loss is not a number any more after step ${last.step}`, await describe(last.batch));
}

function divergence(what: string, where: string): HomotopyError {
  const advice = "the last good checkpoint is kept: resume with a lower --learning-rate or --clip";
  return new HomotopyError("diverged", what, where, advice);
}

function planStep({ clock, options }: LoopContext, batch: Batch, done: number): TrainingStep {
  const progress = clock.at(done);
  return {
    batch,
    controls: { klWeight: klWeight(progress, options), freeBits: options.freeBits },
    learningRate: learningRate(progress, done, options.learningRate),
    step: done + 1,
  };
}

/**
 * Validates, tells, and keeps the best weights. Objectives can be compared only once the KL weight has stopped rising.
 * Undefined if the signal was raised meanwhile.
 */
async function closeEpoch(
  context: LoopContext,
  position: RunPosition,
  progress: number,
): Promise<{ readonly best: RunPosition["best"]; readonly validation: Validation } | undefined> {
  const { engine, options, signal } = context;
  const controls = { klWeight: options.klWeight, freeBits: options.freeBits };
  const validation = await validate(engine, context.validationBatches(), controls, signal);
  if (validation === undefined) return undefined;
  if (!Number.isFinite(validation.objective + validation.bound)) {
    throw divergence(`The validation bound is not a number any more after step ${position.step}`, "held-out sentences");
  }
  const comparable = annealed(progress, options);
  const better = !comparable || position.best === null || validation.objective < position.best.objective;
  if (better) await saveWeights(context.folder.best, engine.parameters);
  context.emit(epochEvent(context, position, validation, better));
  return { best: comparable ? nextBest(position.best, validation.objective) : null, validation };
}

function nextBest(before: RunPosition["best"], objective: number): NonNullable<RunPosition["best"]> {
  return before === null || objective < before.objective
    ? { objective, epochsSince: 0 }
    : { objective: before.objective, epochsSince: before.epochsSince + 1 };
}

function epochEvent(context: LoopContext, position: RunPosition, result: Validation, best: boolean): EpochEvent {
  return {
    event: "epoch",
    epoch: position.epoch + 1,
    step: position.step,
    bound: result.bound,
    reconstruction: result.reconstruction,
    kl: result.kl,
    activeUnits: result.activeUnits,
    latent: context.engine.parameters.config.latent,
    unigram: context.unigram,
    best,
  };
}
