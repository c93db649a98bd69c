/** From text to a model package: the whole of `homotopy train`. Everything that a person sees goes through `emit`. */
import { HomotopyError } from "../core/errors";
import { checkDestination } from "../model/package/write";
import { loadWeights } from "./checkpoint";
import { batches, evaluationBatches } from "./corpus/batches";
import { eventLog, type Tell } from "./eventLog";
import type { DoneEvent, TrainingEvent } from "./events";
import { type LoopContext, type LoopOutcome, runLoop } from "./loop";
import type { TrainingOptions } from "./options";
import { describeBatch, type Preview, tellSamples } from "./preview";
import { type ProgressClock, progressClock } from "./progress";
import { publish, published } from "./publish";
import { planEvent, prepareRun, type Run, startingPosition } from "./run";
import { RunFolder } from "./runFolder";
import { validate } from "./validate";

export interface TrainingHooks {
  /** Raised to stop after the step that is under way. */
  readonly signal?: AbortSignal | undefined;
  /** The options that the person set, others being a preset's. */
  readonly asked?: ReadonlySet<string> | undefined;
  /** For `sample` events. */
  readonly preview?: Preview;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/**
 * Trains, exports the package to `options.out`, and returns what came of it.
 * @throws HomotopyError "cancelled" after a checkpoint if the signal was raised; others for what a person can mend.
 */
export async function train(
  requested: TrainingOptions,
  emit: (event: TrainingEvent) => void,
  hooks: TrainingHooks = {},
): Promise<DoneEvent> {
  const now = hooks.now ?? (() => performance.now());
  const began = now();
  const folder = new RunFolder(requested.out);
  await checkDestination(requested.out);
  const options = await folder.open(requested, hooks.asked);
  const log = eventLog(folder, emit);
  try {
    tellUnheeded(requested, options, hooks.asked, log.tell);
    const run = await prepareRun(options, folder, log.tell, hooks.signal);
    try {
      const start = await startingPosition(options, folder, run.engine);
      log.tell(planEvent(options, folder, run, start));
      const clock = progressClock({
        steps: run.steps,
        maxMinutes: options.maxMinutes,
        // Preparing counts against the limit too: the limit is on what the person waits for.
        elapsedBefore: start.elapsed + (now() - began) / 1000,
        startStep: start.step,
        now,
      });
      const outcome = await runLoop(loopContext(run, folder, clock, log.tell, hooks), start);
      if (outcome.reason === "interrupted") throw interrupted(folder);
      const done = await finish(run, folder, clock, outcome, hooks.signal);
      log.tell(done);
      await log.flush();
      await folder.clear();
      return done;
    } finally {
      await run.engine.dispose();
    }
  } finally {
    await log.flush();
  }
}

/** A resumed run goes on as it was begun: what was asked otherwise is told. */
function tellUnheeded(
  requested: TrainingOptions,
  options: TrainingOptions,
  asked: ReadonlySet<string> = new Set(),
  tell: Tell,
): void {
  const held: Readonly<Record<string, unknown>> = options;
  const unheeded = Object.entries(requested).filter(
    ([name, value]) => asked.has(name) && JSON.stringify(value) !== JSON.stringify(held[name]),
  );
  if (unheeded.length === 0) return;
  const names = unheeded.map(([name]) => name).join(", ");
  tell({ event: "notice", message: `The run goes on as it was begun; not changed: ${names}` });
}

function loopContext(run: Run, folder: RunFolder, clock: ProgressClock, tell: Tell, hooks: TrainingHooks): LoopContext {
  const { corpus, batchOptions } = run;
  const { preview } = hooks;
  return {
    options: run.options,
    folder,
    engine: run.engine,
    clock,
    steps: run.steps,
    unigram: corpus.statistics.unigram,
    batches: (epoch, start) => batches(corpus.train, { ...batchOptions, epoch, start }),
    validationBatches: () => evaluationBatches(corpus.validation, batchOptions),
    emit: tell,
    ...(preview === undefined
      ? {}
      : {
          afterEpoch: (position, validation) => tellSamples(run, folder, position, validation, tell, preview),
        }),
    describe: (batch) => describeBatch(batch, corpus),
    signal: hooks.signal,
  };
}

/** Exports the best weights and says what they are worth. */
async function finish(
  run: Run,
  folder: RunFolder,
  clock: ProgressClock,
  { reason, position }: LoopOutcome,
  signal: AbortSignal | undefined,
): Promise<DoneEvent> {
  const { options, corpus, engine } = run;
  await loadWeights(folder.best, engine.parameters);
  const controls = { klWeight: options.klWeight, freeBits: options.freeBits };
  const validation = await validate(engine, evaluationBatches(corpus.validation, run.batchOptions), controls, signal);
  if (validation === undefined) throw interrupted(folder);
  await publish({ ...published(run, position, validation), directory: options.out });
  return {
    event: "done",
    out: options.out,
    reason,
    step: position.step,
    epochs: position.epoch,
    minutes: clock.elapsed() / 60,
    bound: validation.bound,
    reconstruction: validation.reconstruction,
    kl: validation.kl,
    activeUnits: validation.activeUnits,
    unigram: corpus.statistics.unigram,
  };
}

function interrupted(folder: RunFolder): HomotopyError {
  return new HomotopyError("cancelled", "Training stopped on request", folder.directory, "go on with it by --resume");
}
