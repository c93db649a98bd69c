/**
 * The training loop: batches in, optimiser steps, a checkpoint every minute, a validation every epoch. It stops at the end
 * of its schedule, when the validation objective has not fallen for some epochs, or when the signal is raised; in
 * every case the last whole step is in the checkpoint.
 */
import { setImmediate } from "node:timers/promises";
import type { EpochEvent, NoticeEvent, StepEvent } from "../protocol/trainingEvents";
import { loadAverage, type RunPosition, saveCheckpoint, saveWeights } from "./checkpoint";
import { type ClosedEpoch, closeEpoch } from "./closeEpoch";
import type { Batch } from "./corpus/batch";
import { encoderBurst } from "./encoderBurst";
import { resetDecoder } from "./initialise";
import type { TrainingOptions } from "./options";
import { PresentedWeights } from "./presentedWeights";
import type { ProgressClock } from "./progress";
import { AGGRESSIVE, afterEpoch, FreshBatches, NEW_BURST, type OpenPass } from "./remedies/aggressive";
import { AVERAGE_EVERY, type WeightAverage } from "./remedies/weightAverage";
import type { RunFolder } from "./runFolder";
import type { Halt } from "./runs/session";
import { averaging, pretraining } from "./schedules";
import type { StepEngine } from "./step/stepEngine";
import { stepMeter } from "./stepMeter";
import { planStep, stepsAlike } from "./stepPlan";
import { inRuns } from "./stepRuns";
import { requireSound, type TakenStep, takeSteps } from "./takeSteps";
import type { Validation } from "./validate";

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
  /** Passes through the same text in an order of their own: for steps of the encoder alone. */
  readonly freshBatches: OpenPass;
  /** Training text as it is in use, nothing dropped: for the statistics of batch-normalised means. */
  readonly statisticsBatches: () => AsyncIterable<Batch>;
  readonly validationBatches: () => AsyncIterable<Batch>;
  readonly emit: (event: StepEvent | EpochEvent | NoticeEvent) => void;
  /** Called after each validation, to show the person what the model says by now. */
  readonly afterEpoch?: (position: RunPosition, validation: Validation) => Promise<void>;
  /** Names the sentences of a batch when the loss is no number any more. */
  readonly describe: (batch: Batch) => Promise<string>;
  /** Raised when the loop is to halt. After a halt that is over there may be another one here. */
  readonly signal?: AbortSignal | undefined;
  /** Called at a halt, between whole steps: saves, waits while it lasts, and says how to go on. Default: the run is interrupted. */
  readonly halted?: (save: () => Promise<void>) => Promise<Halt>;
  /** Seconds of work that a crash may cost. */
  readonly checkpointSeconds?: number | undefined;
}

export interface LoopOutcome {
  readonly reason: "finished" | "time" | "converged" | Exclude<Halt, "go">;
  readonly position: RunPosition;
}

export async function runLoop(context: LoopContext, start: RunPosition): Promise<LoopOutcome> {
  const { options, folder, engine, clock, steps } = context;
  const { checkpointSeconds = CHECKPOINT_SECONDS } = context;
  const meter = stepMeter(context);
  const average = await startingAverage(context, start);
  const fresh = new FreshBatches(context.freshBatches);
  let position = begun(start, options);
  let savedAt = clock.elapsed();
  let verdict: ClosedEpoch["verdict"];

  /** Also the state to come back to: it is only called between whole steps. */
  const save = async (): Promise<void> => {
    position = { ...position, elapsed: clock.elapsed(), averaged: average?.count ?? 0 };
    await folder.requireOurs();
    await saveCheckpoint(folder.checkpoint, engine.parameters, position, { average, storage: folder.storage });
    savedAt = clock.elapsed();
  };
  const saveIfDue = async (last: TakenStep): Promise<void> => {
    if (clock.elapsed() - savedAt < checkpointSeconds) return;
    await requireSound(context, last);
    await save();
  };
  const room = (batch: Batch): number => stepsAlike(context, position.step, engine.capacity(batch));
  const present = (signal: AbortSignal | undefined) =>
    PresentedWeights.of(engine, average, () => untilRaised(context.statisticsBatches(), signal));

  /** Up to the end of the epoch or of the run, or until the loop is to halt. */
  const trainEpoch = async (): Promise<void> => {
    for await (const run of inRuns(context.batches(position.epoch, position.batch), room)) {
      // Steps block the process: between two of them it hears what it is asked.
      await setImmediate();
      if (context.signal?.aborted) return;
      const progress = clock.at(position.step);
      if (position.step >= steps || progress >= 1) return;
      if (!position.decoderReset && !pretraining(progress, options)) {
        if (position.step > 0) resetDecoder(engine.parameters, options.seed);
        position = { ...position, decoderReset: true };
      }
      for await (const [aggressive, last] of encoderBurst(context, position, fresh)) {
        position = { ...position, aggressive };
        await saveIfDue(last);
      }
      if (context.signal?.aborted) return;
      const taken = await takeSteps(
        context,
        run.map((batch, ahead) => ({
          ...planStep(context, position, batch, ahead),
          ...(position.aggressive !== null && { group: "decoder" as const }),
        })),
      );
      position = {
        ...position,
        step: position.step + run.length,
        batch: position.batch + run.length,
        aggressive: position.aggressive && { ...position.aggressive, burst: NEW_BURST },
      };
      if (position.step % AVERAGE_EVERY === 0 && averaging(clock.at(position.step), options)) average?.add();
      meter(taken, position);
      await saveIfDue(taken[taken.length - 1]);
    }
  };
  /** Undefined if the loop is to halt. */
  const close = async (): Promise<[PresentedWeights, number, ClosedEpoch] | undefined> => {
    const { signal } = context;
    const progress = clock.at(position.step);
    const presented = await present(signal);
    if (signal?.aborted) return undefined;
    const closed = await presented.during(() => closeEpoch(context, position, progress, verdict));
    return closed && [presented, progress, closed];
  };
  /** The outcome if the run is to end here. */
  const halt = async (): Promise<LoopOutcome | undefined> => {
    const how =
      context.halted === undefined ? await save().then(() => "interrupted" as const) : await context.halted(save);
    if (how === "go") return undefined;
    // Without a validation that counts, what was learnt last is the best there is.
    if (how === "kept" && position.best === null) {
      await (await present(undefined)).during(() => saveWeights(folder.best, engine.parameters));
    }
    return { reason: how, position };
  };

  try {
    if (start.step === 0 && start.aggressive === null) await save();
    for (;;) {
      await trainEpoch();
      const closed = context.signal?.aborted ? undefined : await close();
      if (closed === undefined) {
        const outcome = await halt();
        if (outcome !== undefined) return outcome;
        continue;
      }
      const [presented, progress, epoch] = closed;
      verdict = epoch.verdict;
      position = nextEpoch(context, position, epoch);
      await save();
      await presented.during(async () => context.afterEpoch?.(position, epoch.validation));
      if (position.step >= steps) return { reason: "finished", position };
      if (progress >= 1) return { reason: "time", position };
      if ((position.best?.epochsSince ?? 0) >= options.patience) return { reason: "converged", position };
    }
  } finally {
    await fresh.close();
  }
}

/** The batches up to the first after which the signal is raised. */
async function* untilRaised(batches: AsyncIterable<Batch>, signal: AbortSignal | undefined): AsyncGenerator<Batch> {
  for await (const batch of batches) {
    yield batch;
    if (signal?.aborted) return;
  }
}

/** A new run's position as its options have it. */
function begun(start: RunPosition, options: TrainingOptions): RunPosition {
  const fresh = start.step === 0 && start.aggressive === null;
  return fresh && options.aggressive ? { ...start, aggressive: AGGRESSIVE } : start;
}

async function startingAverage(
  { options, folder, engine }: LoopContext,
  start: RunPosition,
): Promise<WeightAverage | undefined> {
  if (options.averageShare === 0) return undefined;
  return loadAverage(folder.checkpoint, engine.parameters, start);
}

/** The position at the beginning of the next epoch, after what the validation says of the one that is over. */
function nextEpoch(
  { options, emit }: LoopContext,
  position: RunPosition,
  { best, validation }: ClosedEpoch,
): RunPosition {
  const flat = options.schedule === "plateau" && best !== null && best.epochsSince > 0;
  const aggressive = position.aggressive && afterEpoch(position.aggressive, validation.information?.withinBatch ?? 0);
  if (position.aggressive !== null && aggressive === null) {
    emit({
      event: "notice",
      message: "The encoder has caught up: its information does not rise any more, and both are trained together",
    });
  }
  return {
    ...position,
    epoch: position.epoch + 1,
    batch: 0,
    best,
    halvings: position.halvings + (flat ? 1 : 0),
    aggressive,
  };
}
