/** A competitor in a process of its own, so that its memory and threads are its own: a number of steps in, an answer out. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Answer, Competitor, Ready } from "./setting";

export class Peer {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #complaint = "";

  private constructor(command: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
    this.#process = spawn(command, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...environment } });
    if (this.#process.stdout === null) throw new Error("A competitor has no output");
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
    this.#process.stderr?.on("data", (text) => {
      this.#complaint = `${this.#complaint}${text}`.slice(-2000);
    });
  }

  /** Starts a competitor; resolves when it is ready, with what it calls itself. */
  static async start(
    command: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ): Promise<{ readonly peer: Peer; readonly title: string }> {
    const peer = new Peer(command, args, environment);
    const { ready } = await peer.#read<Ready>();
    return { peer, title: ready };
  }

  run(steps: number): Promise<Answer> {
    this.#process.stdin?.write(`${steps}\n`);
    return this.#read<Answer>();
  }

  stop(): void {
    this.#process.stdin?.end();
  }

  async #read<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(this.#complaint.trim().split("\n").at(-1) ?? "it stopped");
    return JSON.parse(value) as T;
  }
}

/** The other side: answers over this process's standard streams until they close. */
export async function serve(title: string, competitor: Competitor): Promise<void> {
  const answer = (message: Answer | Ready): void => {
    process.stdout.write(`${JSON.stringify(message)}\n`);
  };
  answer({ ready: title });
  for await (const line of createInterface({ input: process.stdin })) answer(await competitor(Number(line)));
  process.exit();
}
