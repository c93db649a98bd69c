/**
 * The engine as the features see it: started by the first call, let go when idle, started anew after a crash. After three
 * crashes in a row it stays down until somebody asks for it expressly.
 */
import { HomotopyError } from "../../core/errors";
import type { EngineApi } from "../../protocol/engine";
import type { Client } from "../../protocol/transport/rpc";
import type { RunningEngine } from "./engineProcess";

export type EngineState = "off" | "starting" | "ready" | "busy" | "failed";

export interface EngineOptions {
  /** Milliseconds without a call after which the process ends; 0 keeps it. Read when the last call is over. */
  idleTime(): number;
  /** Milliseconds to wait before the first, second … start after a crash. */
  readonly backOff?: readonly number[];
  readonly onState?: (state: EngineState) => void;
}

const MOST_CRASHES = 3;
const BACK_OFF = [0, 500, 2000];

export class Engine {
  #running: Promise<RunningEngine> | undefined;
  /** What `#running` became; an engine that ends as another one is not missed. */
  #current: RunningEngine | undefined;
  /** Counts starts and stops, so that a start that was stopped meanwhile changes nothing. */
  #generation = 0;
  #state: EngineState = "off";
  #calls = 0;
  #crashes = 0;
  #idle: NodeJS.Timeout | undefined;
  /** Whether the process is to end with its last call: its settings have changed. */
  #outdated = false;

  constructor(
    private readonly start: () => Promise<RunningEngine>,
    private readonly options: EngineOptions,
  ) {}

  get state(): EngineState {
    return this.#state;
  }

  /** Whether there is a process that may hold models. */
  get isUp(): boolean {
    return this.#current !== undefined;
  }

  /** Runs calls on the engine. @throws HomotopyError "unavailable" if it cannot be started or dies meanwhile */
  async use<T>(work: (api: Client<EngineApi>) => Promise<T>): Promise<T> {
    if (this.#crashes >= MOST_CRASHES) throw tooManyCrashes();
    clearTimeout(this.#idle);
    this.#calls++;
    try {
      const { api } = await this.#engine();
      this.#setState("busy");
      const result = await work(api);
      this.#crashes = 0;
      return result;
    } finally {
      this.#calls--;
      if (this.#calls === 0) this.#rest();
    }
  }

  /** Ends the process; the next call starts it. Forgets crashes. */
  restart(): void {
    this.#crashes = 0;
    this.#stop();
  }

  /** Lets the calls under way finish, then ends the process: the next one is started with new settings. */
  renew(): void {
    if (this.#calls === 0) this.#stop();
    else this.#outdated = true;
  }

  dispose(): void {
    this.#stop();
  }

  #engine(): Promise<RunningEngine> {
    this.#running ??= this.#launch();
    return this.#running;
  }

  async #launch(): Promise<RunningEngine> {
    const generation = ++this.#generation;
    this.#setState("starting");
    try {
      if (this.#crashes > 0) await sleep(this.#backOff());
      const engine = await this.start();
      if (generation === this.#generation) this.#current = engine;
      void engine.ended.then(() => this.#ended(engine));
      return engine;
    } catch (error) {
      if (generation === this.#generation) this.#crashed();
      throw error;
    }
  }

  #backOff(): number {
    const waits = this.options.backOff ?? BACK_OFF;
    return waits[Math.min(this.#crashes, waits.length) - 1] ?? 0;
  }

  /** Called for every process that has ended; only one that was not told to is a crash. */
  #ended(engine: RunningEngine): void {
    if (this.#current === engine) this.#crashed();
  }

  #crashed(): void {
    this.#crashes++;
    this.#running = undefined;
    this.#current = undefined;
    this.#setState(this.#crashes >= MOST_CRASHES ? "failed" : "off");
  }

  #rest(): void {
    if (this.#outdated) this.#stop();
    if (!this.#current) return;
    this.#setState("ready");
    const time = this.options.idleTime();
    if (time > 0) this.#idle = setTimeout(() => this.#stop(), time).unref();
  }

  #stop(): void {
    clearTimeout(this.#idle);
    this.#generation++;
    const running = this.#running;
    this.#running = undefined;
    this.#current = undefined;
    this.#outdated = false;
    this.#setState("off");
    void running?.then(
      (engine) => engine.stop(),
      () => undefined,
    );
  }

  #setState(state: EngineState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.options.onState?.(state);
  }
}

function tooManyCrashes(): HomotopyError {
  return new HomotopyError(
    "unavailable",
    `The engine ended unexpectedly ${MOST_CRASHES} times in a row`,
    "engine process",
    "run Homotopy: Restart Engine to try again",
  );
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
