import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { ALLOCATOR_ENVIRONMENT } from "../allocator";
import { isReply, type Reply, type Start, type Task } from "./messages";

/** A worker process ended before it had answered. */
export class WorkerGone extends Error {
  override readonly name = "WorkerGone";
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One forked process: requests out, replies back in the same order. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #waiting: Waiting[] = [];
  #gone: WorkerGone | undefined;

  /** `file`: descriptor of the shared file, which the worker finds as `SHARED_FILE`. */
  constructor(entry: string, file: number) {
    this.#child = fork(entry, [], {
      serialization: "advanced",
      execArgv: [],
      env: { ...process.env, ...ALLOCATOR_ENVIRONMENT },
      // Standard output belongs to the parent's own events.
      stdio: ["ignore", 2, 2, "ipc", file],
    });
    this.#child.on("message", (message) => {
      if (isReply(message)) this.#waiting.shift()?.resolve(message);
    });
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("exit", (code, signal) => this.#end(signal === null ? `exit code ${code}` : `killed by ${signal}`));
  }

  get id(): number | undefined {
    return this.#child.pid;
  }

  /** `sent` resolves once the request has left this process, or never will; `reply` rejects with `WorkerGone`. */
  ask(request: Start | Task): { readonly sent: Promise<void>; readonly reply: Promise<Reply> } {
    const reply = new Promise<Reply>((resolve, reject) => {
      if (this.#gone === undefined) this.#waiting.push({ resolve, reject });
      else reject(this.#gone);
    });
    const sent = new Promise<void>((resolve) => {
      // A failure to send is the process's end, which `reply` tells.
      if (this.#child.connected) this.#child.send(request, () => resolve());
      else resolve();
    });
    return { sent, reply };
  }

  /** A worker has nothing to lose, so it is not asked. */
  async stop(): Promise<void> {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  #end(reason: string): void {
    this.#gone ??= new WorkerGone(reason);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
