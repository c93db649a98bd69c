import { HomotopyError } from "../../core/errors";
import type { Batch } from "../corpus/batch";
import type { Evaluation, ObjectiveControls } from "../step/gradients";
import { addGradient } from "./addGradient";
import { errorOf, type Reply, type Start, type Task } from "./messages";
import type { Given, ShardGradient, ShardWorker } from "./shardWorker";
import { readFloats } from "./sharedFile";
import { WorkerGone, WorkerProcess } from "./workerProcess";

/** How often a worker that died is replaced: once may be an accident, twice is a reason. */
const RESTARTS = 1;

export interface WorkerSettings {
  /** For messages: "training process 2 of 4". */
  readonly name: string;
  /** The JavaScript file of worker.ts. */
  readonly entry: string;
  readonly sharedFile: number;
  readonly start: Start;
  readonly notify: (message: string) => void;
}

/** A worker in a process of its own. Should the process die, a new one is started and given the same shard, once. */
export class ProcessWorker implements ShardWorker {
  #process: WorkerProcess;
  #ready: Promise<void>;
  #restarts = RESTARTS;
  #disposed = false;

  constructor(private readonly settings: WorkerSettings) {
    [this.#process, this.#ready] = begin(settings);
  }

  get name(): string {
    return this.settings.name;
  }

  /** Of the process as it runs now; another after a restart. */
  get processId(): number | undefined {
    return this.#process.id;
  }

  /** Resolves when the worker can compute; rejects if its engine does not start. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  async gradients(shard: Batch, controls: ObjectiveControls, normalizer: number): Promise<Given<ShardGradient>> {
    const { sharedFile, start } = this.settings;
    return this.#give({ kind: "task", shard, controls, normalizer }, (reply) => {
      if (reply.kind !== "gradients") throw unexpected(reply);
      return { sums: reply.sums, addTo: (store) => addGradient(store, readFrom(sharedFile, start.gradient)) };
    });
  }

  async evaluate(shard: Batch, controls: ObjectiveControls): Promise<Given<Evaluation>> {
    return this.#give({ kind: "task", shard, controls }, (reply) => {
      if (reply.kind !== "evaluation") throw unexpected(reply);
      return reply.evaluation;
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#process.stop();
  }

  async #give<T>(task: Task, read: (reply: Reply) => T): Promise<Given<T>> {
    await this.#ready;
    const { sent, reply } = this.#process.ask(task);
    const answer = reply.catch((error: unknown) => this.#again(task, error)).then(read);
    answer.catch(() => {}); // whoever asked may have failed by itself and not be listening any more
    await sent;
    return { answer };
  }

  async #again(task: Task, error: unknown): Promise<Reply> {
    if (!(error instanceof WorkerGone) || this.#disposed) throw error;
    if (this.#restarts === 0) throw gaveUp(this.name, error);
    this.#restarts -= 1;
    this.settings.notify(
      `The ${this.name} ended (${error.message}); it is started again and repeats its part of the step`,
    );
    [this.#process, this.#ready] = begin(this.settings);
    await this.#ready;
    return this.#process.ask(task).reply.catch((second: unknown) => this.#again(task, second));
  }
}

function readFrom(file: number, position: number): (into: Float32Array, start: number) => void {
  return (into, start) => readFloats(file, into, position + start * Float32Array.BYTES_PER_ELEMENT);
}

function begin({ name, entry, sharedFile, start }: WorkerSettings): [WorkerProcess, Promise<void>] {
  const started = new WorkerProcess(entry, sharedFile);
  const ready = started.ask(start).reply.then(
    (reply) => {
      if (reply.kind !== "ready") throw unexpected(reply);
    },
    (error: unknown) => {
      throw error instanceof WorkerGone ? gaveUp(name, error) : error;
    },
  );
  ready.catch(() => {}); // told to whoever waits for it
  return [started, ready];
}

function gaveUp(name: string, cause: WorkerGone): HomotopyError {
  return new HomotopyError(
    "unavailable",
    `The ${name} ended (${cause.message})`,
    "while it computed its part of a step",
    "memory may be short: use a smaller --batch, or --threads 1, and --resume to go on from the last checkpoint",
    { cause },
  );
}

function unexpected(reply: Reply): Error {
  return reply.kind === "failed" ? errorOf(reply.failure) : new Error(`Unexpected reply: ${reply.kind}`);
}
