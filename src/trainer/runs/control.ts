/**
 * What a person asks of a run under way, as a small file in its folder: any process may write it, the one that trains looks
 * at it several times a second. A file needs no connection, so a window may come and go.
 */
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { writeFileAtomically } from "../../model/atomicFile";

/** `keep` ends the run and exports what it has learnt; `discard` ends it and removes its folder. */
export const RUN_REQUESTS = ["go", "pause", "keep", "discard"] as const;
export type RunRequest = (typeof RUN_REQUESTS)[number];

const requestSchema = z.strictObject({ request: z.enum(RUN_REQUESTS) });

const LOOK_MILLISECONDS = 200;

/** Asks the process that trains in this folder, now or later. */
export async function requestOfRun(directory: string, request: RunRequest): Promise<void> {
  const text = new TextEncoder().encode(JSON.stringify({ request }));
  await writeFileAtomically(controlFile(directory), (file) => file.write(text));
}

/** The side of the process that trains. */
export class RunControl {
  #request: RunRequest = "go";
  readonly #ended = new AbortController();
  readonly #timer: NodeJS.Timeout;

  private constructor(private readonly file: string) {
    this.#timer = setInterval(() => void this.#look(), LOOK_MILLISECONDS);
    this.#timer.unref();
  }

  /** Forgets what was asked of an earlier session, and watches. */
  static async watch(directory: string): Promise<RunControl> {
    const file = controlFile(directory);
    await rm(file, { force: true });
    return new RunControl(file);
  }

  get request(): RunRequest {
    return this.#request;
  }

  /** Raised when the run is asked to end, one way or the other. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves when the pause is over, or `signal` is raised. */
  async whilePaused(signal?: AbortSignal): Promise<void> {
    while (this.#request === "pause" && !signal?.aborted) await sleep(LOOK_MILLISECONDS / 2);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const asked = await readRequest(this.file);
    if (asked === undefined || asked === this.#request || this.#ended.signal.aborted) return;
    this.#request = asked;
    if (asked === "keep" || asked === "discard") this.#ended.abort();
  }
}

function controlFile(directory: string): string {
  return path.join(directory, "request.json");
}

/** Undefined for a file that is not there or says nothing that we know. */
async function readRequest(file: string): Promise<RunRequest | undefined> {
  try {
    return requestSchema.safeParse(JSON.parse(await readFile(file, "utf8"))).data?.request;
  } catch {
    return undefined;
  }
}
