/**
 * What a person asks of a run under way, as a small file in its folder: any process may write it, the one that trains looks
 * at it several times a second. A file needs no connection, so a window may come and go.
 */
import { readFileSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { asDiskError } from "../../model/package/storage";

/** `keep` ends the run and exports what it has learnt; `discard` ends it and removes its folder. */
export const RUN_REQUESTS = ["go", "pause", "keep", "discard"] as const;
export type RunRequest = (typeof RUN_REQUESTS)[number];

const requestSchema = z.strictObject({ request: z.enum(RUN_REQUESTS) });

const LOOK_MILLISECONDS = 100;

let requests = 0;

/** Asks the process that trains in this folder. Of requests at the same time, from several windows, the last one holds. */
export async function requestOfRun(directory: string, request: RunRequest): Promise<void> {
  const file = controlFile(directory);
  const draft = `${file}.${process.pid}-${requests++}`;
  try {
    await writeFile(draft, JSON.stringify({ request }));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw asDiskError(error, file);
  }
}

/** The side of the process that trains. */
export class RunControl {
  #request: RunRequest = "go";
  #halt = new AbortController();
  #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly file: string,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.#signal = this.#lowered();
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Forgets what was asked of an earlier session, and watches. `outer`: another reason to halt. */
  static async watch(directory: string, outer?: AbortSignal): Promise<RunControl> {
    const file = controlFile(directory);
    await rm(file, { force: true });
    return new RunControl(file, outer);
  }

  get request(): RunRequest {
    return this.#request;
  }

  /** Raised when the run is to halt: asked to pause or to end. One that is raised stays so; there is another after a pause. */
  get signal(): AbortSignal {
    return this.#signal;
  }

  /** Resolves when the pause is over, or the outer signal is raised. `look` is called now and then, and may throw. */
  async whilePaused(look: () => Promise<void> = async () => undefined): Promise<void> {
    while (this.#request === "pause" && !this.outer?.aborted) {
      await look();
      await sleep(LOOK_MILLISECONDS);
    }
  }

  /** The end that was asked for begins: there is another signal, which only a `discard` raises. */
  concluding(): void {
    this.#signal = this.#lowered();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const asked = readRequest(this.file);
    if (asked === undefined || asked === this.#request || !mayFollow(this.#request, asked)) return;
    this.#request = asked;
    if (asked === "go") this.#signal = this.#lowered();
    else this.#halt.abort();
  }

  #lowered(): AbortSignal {
    this.#halt = new AbortController();
    const { signal } = this.#halt;
    return this.outer === undefined ? signal : AbortSignal.any([signal, this.outer]);
  }
}

/** An end is for good; only that nothing is kept can still be asked for. */
function mayFollow(earlier: RunRequest, later: RunRequest): boolean {
  if (earlier === "discard") return false;
  return earlier !== "keep" || later === "discard";
}

function controlFile(directory: string): string {
  return path.join(directory, "request.json");
}

/**
 * Undefined for a file that is not there or says nothing that we know. Read at one go: a step blocks the process, and each
 * part of a read in the background would wait for another one.
 */
function readRequest(file: string): RunRequest | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data?.request;
  } catch {
    return undefined;
  }
}
