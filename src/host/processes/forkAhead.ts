/**
 * A process forked ahead of the first call: it starts while the host is being loaded and the panel drawn, which takes as
 * long. Whoever starts an engine takes it; one that nobody takes ends.
 */
import type { ChildProcess } from "node:child_process";
import { forkEngine } from "./forkEngine";

const PATIENCE = 60_000;

export class ForkAhead {
  #child: ChildProcess | undefined;
  #unwanted: NodeJS.Timeout | undefined;

  constructor(
    readonly entry: string,
    private readonly patience = PATIENCE,
    private readonly fork = forkEngine,
  ) {}

  begin(): void {
    if (this.#child) return;
    this.#child = this.fork(this.entry);
    // How it failed is told by the process that is forked in its place.
    this.#child.on("error", () => undefined);
    this.#unwanted = setTimeout(() => this.dispose(), this.patience).unref();
  }

  /** The process that was forked ahead, the first time and if it lives, or a new one. */
  take(): ChildProcess {
    const child = this.#release();
    return child && isAlive(child) ? child : this.fork(this.entry);
  }

  dispose(): void {
    this.#release()?.kill();
  }

  #release(): ChildProcess | undefined {
    clearTimeout(this.#unwanted);
    const child = this.#child;
    this.#child = undefined;
    return child;
  }
}

/** One that could not be started is connected for a while, and has an exit code. */
function isAlive({ connected, exitCode, signalCode }: ChildProcess): boolean {
  return connected && exitCode === null && signalCode === null;
}
