/**
 * A run under watch: its log is followed, and now and then its folder is looked at, for a process that is killed says
 * nothing any more. Changes are told a few times a second at most.
 */
import type { TrainingEvent } from "../../protocol/trainingEvents";
import type { RunPhase, RunView, RunWish } from "../../protocol/trainingPanel";
import { RunDigest } from "./runDigest";

/** What a run's folder shows, apart from its log. */
export interface RunTraces {
  /** Whether a process trains there. */
  readonly isOwned: boolean;
  /** Whether nothing is left to be done. */
  readonly isFinished: boolean;
  /** Whether there is a checkpoint to go on from. */
  readonly resumable: boolean;
}

export interface RunFolders {
  follow(directory: string, onEvent: (event: TrainingEvent) => void, signal: AbortSignal): Promise<void>;
  /** Undefined if there is no run. */
  look(directory: string): Promise<RunTraces | undefined>;
}

export interface WatchListener {
  onChange(view: RunView): void;
  /** The folder is no more. */
  onGone(): void;
}

/** Milliseconds between two tellings, and between two looks at the folder. */
const PACE = { tell: 350, look: 1000 };

export class RunWatch {
  readonly #digest = new RunDigest();
  readonly #end = new AbortController();
  readonly #looking: NodeJS.Timeout;
  #traces: RunTraces | undefined;
  #wish: RunWish | undefined;
  #telling: NodeJS.Timeout | undefined;

  constructor(
    readonly directory: string,
    readonly name: string,
    private readonly folders: RunFolders,
    private readonly listener: WatchListener,
    private readonly pace = PACE,
  ) {
    this.#looking = setInterval(() => void this.#look(), pace.look);
    void folders.follow(directory, (event) => this.#add(event), this.#end.signal);
    void this.#look();
  }

  get view(): RunView {
    const [phase, wish] = [this.phase, this.#wish];
    return {
      directory: this.directory,
      name: this.name,
      phase,
      resumable: this.#traces?.resumable ?? false,
      ...(wish !== undefined && !isDone(wish, phase) && { wish }),
      ...this.#digest.view(),
    };
  }

  get phase(): RunPhase {
    if (this.#traces === undefined) return "starting";
    const said = this.#digest.phase;
    if (this.#traces.isOwned) return said === "paused" ? "paused" : "running";
    if (this.#traces.isFinished) return "finished";
    return said === "failed" ? "failed" : "stopped";
  }

  /** What was just asked of the run: shown until it is done. */
  wish(wish: RunWish): void {
    this.#wish = wish;
    this.#tell();
  }

  stop(): void {
    this.#end.abort();
    clearInterval(this.#looking);
    clearTimeout(this.#telling);
  }

  async #look(): Promise<void> {
    const traces = await this.folders.look(this.directory).catch(() => this.#traces);
    if (this.#end.signal.aborted) return;
    if (traces === undefined) {
      this.stop();
      this.listener.onGone();
      return;
    }
    const before = this.phase;
    const isNew = traces.resumable !== this.#traces?.resumable;
    this.#traces = traces;
    if (isNew || before !== this.phase) this.#tell();
  }

  #add(event: TrainingEvent): void {
    const before = this.#digest.phase;
    this.#digest.add(event);
    // A turn is told at once; what the folder shows may have changed with it.
    if (this.#digest.phase === before) this.#telling ??= setTimeout(() => this.#tell(), this.pace.tell);
    else void this.#look().then(() => this.#tell());
  }

  #tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    if (!this.#end.signal.aborted) this.listener.onChange(this.view);
  }
}

/** Whether the run is where it was asked to go. */
function isDone(wish: RunWish, phase: RunPhase): boolean {
  if (phase !== "running" && phase !== "paused") return phase !== "starting";
  return phase === "paused" ? wish === "pause" : wish === "go";
}
