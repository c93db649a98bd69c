/** From text to a model package: the whole of `homotopy train`. Everything that a person sees goes through `emit`. */
import { HomotopyError } from "../core/errors";
import type { Storage } from "../model/package/storage";
import { checkDestination } from "../model/package/write";
import type { DoneEvent, TrainingEvent } from "../protocol/trainingEvents";
import { loadWeights } from "./checkpoint";
import { collapseNotice, diagnose } from "./collapseNotice";
import { batches, evaluationBatches } from "./corpus/batches";
import { NO_DROPOUT } from "./corpus/dropout";
import type { Tell } from "./eventLog";
import { heeded, unusedBy } from "./family";
import { learnPrior } from "./learnPrior";
import { type LoopContext, type LoopOutcome, runLoop } from "./loop";
import type { TrainingOptions } from "./options";
import { describeBatch, type Preview, tellSamples } from "./preview";
import { type ProgressClock, progressClock } from "./progress";
import { publish, published } from "./publish";
import { refuseConflicts } from "./remedies/combine";
import { planEvent, prepareRun, type Run, startingPosition } from "./run";
import { RunFolder } from "./runFolder";
import { withAbsolutePaths } from "./runs/recipe";
import { inSession, nothingToKeep, type RunSession, type SessionHooks } from "./runs/session";
import { controlsOf } from "./stepPlan";
import { validate } from "./validate";

export interface TrainingHooks extends SessionHooks {
  /** For `sample` events. */
  readonly preview?: Preview | undefined;
  /** Seconds of work that a crash may cost. */
  readonly checkpointSeconds?: number | undefined;
  /** Where the run and the package are written. */
  readonly storage?: Storage | undefined;
}

/**
 * Trains, exports the package to `options.out`, and returns what came of it. What files in the run folder ask is heeded
 * (`runs/control.ts`).
 * @throws HomotopyError "cancelled" if the signal was raised (after a checkpoint) or the run was to be discarded; "bad-call" if
 *   another process trains in the run folder; others for what a person can mend.
 */
export async function train(
  wanted: TrainingOptions,
  emit: (event: TrainingEvent) => void,
  hooks: TrainingHooks = {},
): Promise<DoneEvent> {
  const requested = withAbsolutePaths(wanted);
  const folder = new RunFolder(requested.out, hooks.storage);
  if (!requested.resume) refuseConflicts(heeded(requested));
  await checkDestination(requested.out);
  return inSession(folder, requested, emit, hooks, async (session, stored) => {
    const { tell, watch } = session;
    const began = watch.now();
    const options = heeded(stored);
    tellUnheeded(heeded(requested), options, hooks.asked, tell);
    const run = await session.undisturbed((signal) => prepareRun(options, folder, tell, signal), ["go"]);
    try {
      const start = await startingPosition(options, folder, run.engine);
      tell(planEvent(options, folder, run, start));
      const clock = progressClock({
        steps: run.steps,
        maxMinutes: options.maxMinutes,
        // Preparing counts against the limit too: the limit is on what the person waits for.
        elapsedBefore: start.elapsed + (watch.now() - began) / 1000,
        startStep: start.step,
        now: watch.now,
      });
      const outcome = await runLoop(loopContext(run, session, clock, hooks), start);
      requireOutcome(outcome, folder);
      tell({ event: "finishing" });
      const result = { ...outcome, clock, tell: withoutRepeats(tell) };
      const done = await session.undisturbed((signal) => finish(run, folder, result, signal), ["go", "kept"]);
      tell(done);
      return done;
    } finally {
      await run.engine.dispose();
    }
  });
}

/** What was asked for in vain is told: a resumed run goes on as it was begun, a language model has no latent. */
function tellUnheeded(
  requested: TrainingOptions,
  options: TrainingOptions,
  asked: ReadonlySet<string> = new Set(),
  tell: Tell,
): void {
  const unused = unusedBy(options, asked);
  if (unused.length > 0) tell({ event: "notice", message: `A language model has no use for: ${unused.join(", ")}` });
  const held: Readonly<Record<string, unknown>> = options;
  const unheeded = Object.entries(requested).filter(
    ([name, value]) => asked.has(name) && JSON.stringify(value) !== JSON.stringify(held[name]),
  );
  if (unheeded.length === 0) return;
  const names = unheeded.map(([name]) => name).join(", ");
  tell({ event: "notice", message: `The run goes on as it was begun; not changed: ${names}` });
}

function loopContext(run: Run, session: RunSession, clock: ProgressClock, hooks: TrainingHooks): LoopContext {
  const { corpus, batchOptions } = run;
  const { folder, tell } = session;
  const { preview, checkpointSeconds } = hooks;
  return {
    options: run.options,
    folder,
    engine: run.engine,
    clock,
    steps: run.steps,
    unigram: corpus.statistics.unigram,
    batches: (epoch, start) => batches(corpus.train, { ...batchOptions, epoch, start }),
    // Passes count downwards and epochs upwards, so that no order comes twice.
    freshBatches: (pass, start) => batches(corpus.train, { ...batchOptions, epoch: -1 - pass, start }),
    statisticsBatches: () => batches(corpus.train, { ...batchOptions, dropout: NO_DROPOUT, epoch: 0 }),
    validationBatches: () => evaluationBatches(corpus.validation, batchOptions),
    emit: tell,
    ...(preview === undefined
      ? {}
      : {
          afterEpoch: (position, validation) => tellSamples(run, session, position, validation, preview),
        }),
    describe: (batch) => describeBatch(batch, corpus),
    checkpointSeconds,
    get signal() {
      return session.signal;
    },
    halted: (save) => session.halted(save),
  };
}

type Learnt = LoopOutcome & { readonly reason: DoneEvent["reason"] };

/** @throws HomotopyError "cancelled" if the loop has left nothing that could be exported */
function requireOutcome(outcome: LoopOutcome, folder: RunFolder): asserts outcome is Learnt {
  const { reason, position } = outcome;
  if (reason === "interrupted" || reason === "discarded") throw interrupted(folder);
  if (reason === "kept" && position.step === 0) throw nothingToKeep(folder.directory);
}

/** After a pause the end is begun anew, and would say again what it has said. */
function withoutRepeats(tell: Tell): Tell {
  const told = new Set<string>();
  return (event) => {
    const line = JSON.stringify(event);
    if (!told.has(line)) tell(event);
    told.add(line);
  };
}

/** Exports the best weights and says what they are worth. @throws HomotopyError "cancelled" if the signal was raised */
async function finish(
  run: Run,
  folder: RunFolder,
  { reason, position, clock, tell }: Learnt & { readonly clock: ProgressClock; readonly tell: Tell },
  signal: AbortSignal,
): Promise<DoneEvent> {
  const { options, corpus, engine } = run;
  await loadWeights(folder.best, engine.parameters);
  const validation = await validate(
    engine,
    evaluationBatches(corpus.validation, run.batchOptions),
    controlsOf(options),
    signal,
  );
  if (validation === undefined) throw interrupted(folder);
  const collapse = diagnose(validation, options);
  const notice = collapseNotice(collapse);
  if (notice !== undefined) tell({ event: "notice", message: notice });
  const prior = await learnPrior(run, tell, signal);
  if (signal.aborted) throw interrupted(folder);
  await folder.requireOurs();
  const { storage } = folder;
  await publish({ ...published(run, position, validation), directory: options.out, prior, storage });
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
    latent: run.network.latent,
    unigram: corpus.statistics.unigram,
    ...(collapse && { collapse }),
  };
}

function interrupted(folder: RunFolder): HomotopyError {
  return new HomotopyError("cancelled", "Training stopped on request", folder.directory, "go on with it by --resume");
}
