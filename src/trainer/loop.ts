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
import type { Optimizer } from "./optimizer/optimizer";
import type { TrainingOptions } from "./options";
import type { ProgressClock } from "./progress";
import type { RunFolder } from "./runFolder";
import { annealed, klWeight, learningRate, pretraining } from "./schedules";
import type { GradientEngine, LossSums, ObjectiveControls } from "./step/gradients";
import { type Validation, validate } from "./validate";

const CHECKPOINT_SECONDS = 60;
const STEP_EVENT_SECONDS = 0.5;

export interface LoopContext {
  readonly options: TrainingOptions;
  readonly folder: RunFolder;
  readonly engine: GradientEngine;
  readonly optimizer: Optimizer;
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
  const { options, clock, steps, signal } = context;
  const meter = stepMeter(context);
  let position = start;
  let savedAt = clock.elapsed();

  /** Also the state to come back to: it is only called between whole steps. */
  const save = async (): Promise<void> => {
    position = { ...position, elapsed: clock.elapsed() };
    await saveCheckpoint(context.folder.checkpoint, context.engine.parameters, position);
    savedAt = clock.elapsed();
  };
  const stop = async (reason: LoopOutcome["reason"]): Promise<LoopOutcome> => {
    await save();
    return { reason, position };
  };

  if (start.step === 0) await save();
  for (;;) {
    for await (const batch of context.batches(position.epoch, position.batch)) {
      if (signal?.aborted) return stop("interrupted");
      const progress = clock.at(position.step);
      if (position.step >= steps || progress >= 1) break;
      if (!position.decoderReset && !pretraining(progress, options)) {
        if (position.step > 0) resetDecoder(context.engine.parameters, options.seed);
        position = { ...position, decoderReset: true };
      }
      const sums = await trainStep(context, batch, position.step, progress);
      position = { ...position, step: position.step + 1, batch: position.batch + 1 };
      meter(batch, sums, position);
      if (clock.elapsed() - savedAt >= CHECKPOINT_SECONDS) await save();
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

type StepSums = LossSums & { readonly controls: ObjectiveControls; readonly rate: number; readonly norm: number };

async function trainStep(context: LoopContext, batch: Batch, step: number, progress: number): Promise<StepSums> {
  const { engine, optimizer, options } = context;
  const controls = { klWeight: klWeight(progress, options), freeBits: options.freeBits };
  const rate = learningRate(progress, step, options.learningRate);
  const sums = await engine.gradients(batch, controls, batch.rows);
  const norm = optimizer.update(engine.parameters, { learningRate: rate, clip: options.clip, step: step + 1 });
  if (!Number.isFinite(sums.objective) || !Number.isFinite(norm)) {
    throw new HomotopyError(
      "diverged",
      `The loss is not a number any more at step ${step + 1}`,
      await context.describe(batch),
      "the last good checkpoint is kept: resume with a lower --learning-rate or --clip",
    );
  }
  return { ...sums, controls, rate, norm };
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
    latent: context.engine.config.latent,
    unigram: context.unigram,
    best,
  };
}

/** Averages the losses between two events and tells them twice a second. */
function stepMeter(context: LoopContext): (batch: Batch, sums: StepSums, at: RunPosition) => void {
  const { clock, steps, emit } = context;
  let since = clock.elapsed();
  let total = { sentences: 0, tokens: 0, loss: 0, reconstruction: 0, kl: 0 };
  return (batch, sums, position) => {
    total = {
      sentences: total.sentences + batch.rows,
      tokens: total.tokens + batch.tokens,
      loss: total.loss + sums.objective,
      reconstruction: total.reconstruction + sums.reconstruction,
      kl: total.kl + sums.kl,
    };
    const seconds = clock.elapsed() - since;
    if (seconds < STEP_EVENT_SECONDS && position.step < steps) return;
    emit({
      event: "step",
      step: position.step,
      steps,
      epoch: position.epoch,
      tokensPerSecond: total.tokens / Math.max(seconds, 1e-3),
      loss: total.loss / total.sentences,
      reconstruction: total.reconstruction / total.sentences,
      kl: total.kl / total.sentences,
      klWeight: sums.controls.klWeight,
      learningRate: sums.rate,
      gradientNorm: sums.norm,
      minutesLeft: clock.minutesLeft(position.step),
    });
    since = clock.elapsed();
    total = { sentences: 0, tokens: 0, loss: 0, reconstruction: 0, kl: 0 };
  };
}
