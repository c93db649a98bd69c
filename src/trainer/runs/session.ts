/** One process's part in a run: it holds the folder, keeps the log, and heeds what it is asked. */
import { HomotopyError, messageOf } from "../../core/errors";
import type { TrainingEvent } from "../../protocol/trainingEvents";
import { type EventLog, eventLog, type Tell } from "../eventLog";
import type { TrainingOptions } from "../options";
import { type Stopwatch, stopwatch } from "../progress";
import type { RunFolder } from "../runFolder";
import { RunControl } from "./control";

/** What to do after a halt; `discarded`: nothing, without another word. */
export type Halt = "go" | "interrupted" | "kept" | "discarded";

export interface SessionHooks {
  /** Raised to end the session: the run can go on later. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, monotonic. */
  readonly now?: (() => number) | undefined;
  readonly asked?: ReadonlySet<string> | undefined;
  /** Called once the folder is ours and requests are heeded. */
  readonly onStarted?: (() => void) | undefined;
}

/**
 * Holds the run folder while `work` trains in it with the options that hold, and sees to the end: what went wrong is logged, a
 * run to be discarded is removed.
 * @throws HomotopyError "bad-call" if another process trains there; "cancelled" after a stop or a discard; what `work` throws
 */
export async function inSession<T>(
  folder: RunFolder,
  requested: TrainingOptions,
  emit: Tell,
  hooks: SessionHooks,
  work: (session: RunSession, options: TrainingOptions) => Promise<T>,
): Promise<T> {
  await folder.lock(requested);
  try {
    const control = await RunControl.watch(folder.directory, hooks.signal);
    try {
      const options = await folder.open(requested, hooks.asked);
      const session = new RunSession(folder, control, eventLog(folder, emit), hooks);
      return await session.during(options, work);
    } finally {
      control.stop();
    }
  } finally {
    await folder.release();
  }
}

export class RunSession {
  readonly tell: Tell;
  /** Stands still in a pause. */
  readonly watch: Stopwatch;

  constructor(
    readonly folder: RunFolder,
    private readonly control: RunControl,
    private readonly log: EventLog,
    private readonly hooks: SessionHooks,
  ) {
    this.tell = log.tell;
    this.watch = stopwatch(hooks.now ?? (() => performance.now()));
  }

  /** Raised when work is to halt: then it returns to a place from which it can go on, and asks `halted`. */
  get signal(): AbortSignal {
    return this.control.signal;
  }

  /** Called at a halt: has the state saved, waits for the end of a pause, and says how to go on. */
  async halted(save: () => Promise<void> = async () => undefined): Promise<Halt> {
    if (this.control.request === "discard") return "discarded";
    await save();
    if (this.control.request === "pause" && !this.hooks.signal?.aborted) await this.#pause();
    if (this.hooks.signal?.aborted) return "interrupted";
    switch (this.control.request) {
      case "go":
        return "go";
      case "keep":
        this.control.concluding();
        return "kept";
      // Asked for in or after the pause.
      default:
        return this.halted(save);
    }
  }

  /** Work that throws "cancelled" when `signal` is raised, and is done anew after a pause or when all is to be kept. */
  async undisturbed<T>(work: (signal: AbortSignal) => Promise<T>, again: readonly Halt[]): Promise<T> {
    for (;;) {
      try {
        return await work(this.signal);
      } catch (error) {
        if (!isCancelled(error)) throw error;
        const halt = await this.halted();
        if (!again.includes(halt)) throw halt === "kept" ? nothingToKeep(this.folder.directory) : error;
      }
    }
  }

  async during<T>(
    options: TrainingOptions,
    work: (session: RunSession, options: TrainingOptions) => Promise<T>,
  ): Promise<T> {
    try {
      this.tell({ event: "started", pid: process.pid, resumed: options.resume });
      this.hooks.onStarted?.();
      const result = await work(this, options);
      await this.log.flush();
      await this.folder.clear();
      return result;
    } catch (thrown) {
      const error = await this.#explained(thrown);
      await this.log.end(lastWord(error));
      if (!isCancelled(error) || this.control.request !== "discard") throw error;
      await this.folder.discard();
      throw new HomotopyError(
        "cancelled",
        "The run was discarded on request",
        this.folder.directory,
        NOTHING_TO_RESUME,
      );
    }
  }

  /** That the folder is gone explains every other error. */
  async #explained(error: unknown): Promise<unknown> {
    return this.folder.requireOurs().then(
      () => error,
      (gone: unknown) => gone,
    );
  }

  async #pause(): Promise<void> {
    this.watch.stop();
    this.tell({ event: "paused" });
    await this.control.whilePaused(() => this.folder.requireOurs());
    this.watch.go();
    if (this.control.request === "go") this.tell({ event: "resumed" });
  }
}

const NOTHING_TO_RESUME = "its folder is removed; an installed model is as it was";

export function nothingToKeep(directory: string): HomotopyError {
  return new HomotopyError(
    "cancelled",
    "The run has learnt nothing yet that could be kept",
    directory,
    "go on with it by --resume, or discard it",
  );
}

function lastWord(error: unknown): TrainingEvent {
  return isCancelled(error) ? { event: "stopped" } : { event: "error", message: messageOf(error) };
}

function isCancelled(error: unknown): boolean {
  return error instanceof HomotopyError && error.code === "cancelled";
}
