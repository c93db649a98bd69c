/** One process that trains, and its death: at a moment of the clock, or while it writes something. */
import { spawn } from "node:child_process";
import { existsSync, type FSWatcher, watch } from "node:fs";
import { open, writeFile } from "node:fs/promises";
import path from "node:path";
import type { TrainerRequest } from "../../src/trainer/process/request";
import { runDirectory } from "../../src/trainer/runs/files";

/** When to kill, in milliseconds: `after` the start, or after something has come, or gone, for the `nth` time. */
export type Death =
  | { readonly at: "time"; readonly after: number }
  | { readonly at: "checkpoint" | "export" | "finish"; readonly nth: number; readonly after: number };

export interface Attempt {
  readonly killed: boolean;
  /** Undefined of a process that was killed. */
  readonly code: number | undefined;
  readonly milliseconds: number;
}

/** Trains with `script` in a process, whose output is appended to `log`. Without a death it runs to its end. */
export async function attempt(
  script: string,
  request: TrainerRequest,
  folder: string,
  death?: Death,
): Promise<Attempt> {
  const file = path.join(folder, "request.json");
  await writeFile(file, JSON.stringify(request));
  const log = await open(path.join(folder, "trainer.log"), "a");
  const began = performance.now();
  const child = spawn(process.execPath, [script, file], { stdio: ["ignore", log.fd, log.fd] });
  const end = new Promise<Attempt>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) =>
      resolve({ killed: signal === "SIGKILL", code: code ?? undefined, milliseconds: performance.now() - began }),
    );
  });
  const disarm = death === undefined ? () => undefined : arm(death, request.options.out, () => child.kill("SIGKILL"));
  try {
    return await end;
  } finally {
    disarm();
    await log.close();
  }
}

const WRITTEN: Readonly<Record<Exclude<Death["at"], "time">, RegExp>> = {
  checkpoint: /^checkpoint\.safetensors\.tmp$/,
  export: /^\.[^.]+\.writing-/,
  finish: /^finished$/,
};
const LOOK_MILLISECONDS = 5;

/** Calls `kill` when the time has come. Returns what calls that off. */
function arm(death: Death, out: string, kill: () => void): () => void {
  if (death.at === "time") {
    const timer = setTimeout(kill, death.after);
    return () => clearTimeout(timer);
  }
  const { at, after } = death;
  let left = death.nth;
  let timer: NodeJS.Timeout | undefined;
  const folder = at === "export" ? path.dirname(out) : runDirectory(out);
  const seen = (name: string | null): void => {
    if (name === null || !WRITTEN[at].test(name)) return;
    // A new run removes the mark of the one before.
    if (at === "finish" && !existsSync(path.join(folder, name))) return;
    if (--left === 0) timer = setTimeout(kill, after);
  };
  const stop = watchWhenThere(folder, seen);
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Tells names that come up in a folder, which may not be there yet. */
function watchWhenThere(folder: string, seen: (name: string | null) => void): () => void {
  let watcher: FSWatcher | undefined;
  const timer = setInterval(() => {
    if (watcher !== undefined || !existsSync(folder)) return;
    watcher = watch(folder, (event, name) => event === "rename" && seen(name));
    // A folder that is removed.
    watcher.on("error", () => undefined);
  }, LOOK_MILLISECONDS);
  return () => {
    clearInterval(timer);
    watcher?.close();
  };
}
