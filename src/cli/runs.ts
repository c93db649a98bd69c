/** A person's word to a run, and where it stands, over the files of its folder. */
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HomotopyError } from "../core/errors";
import type { TrainingOptions } from "../trainer/options";
import type { RunRequest } from "../trainer/runs/control";
import { type RunStatus, runStatus } from "../trainer/runs/status";

const LOOK_MILLISECONDS = 100;

export interface KnownRun {
  readonly directory: string;
  readonly status: RunStatus;
}

/** The run of an out folder, or of the run folder itself. @throws HomotopyError "bad-call" if there is none */
export async function findRun(folder: string): Promise<KnownRun> {
  const { runDirectory } = await import("../trainer/runs/files");
  for (const directory of [runDirectory(folder), path.resolve(folder)]) {
    const status = await runStatus(directory);
    if (status !== undefined) return { directory, status };
  }
  throw new HomotopyError(
    "bad-call",
    "There is no run",
    runDirectory(folder),
    "give the folder that train --out named",
  );
}

export function isUnderWay({ status }: KnownRun): boolean {
  return status.state === "running" || status.state === "paused";
}

/** Asks the process that trains, and returns the status once `heeded` says so of it; undefined when the run is no more. */
export async function ask(
  run: KnownRun,
  request: RunRequest,
  heeded: (status: RunStatus) => boolean,
): Promise<RunStatus | undefined> {
  if (!isUnderWay(run)) {
    const advice = "homotopy run resume goes on with it";
    throw new HomotopyError("bad-call", `No process trains: the run is ${run.status.state}`, run.directory, advice);
  }
  const { requestOfRun } = await import("../trainer/runs/control");
  await requestOfRun(run.directory, request);
  for (;;) {
    const status = await runStatus(run.directory);
    if (status === undefined || status.owner === undefined || heeded(status)) return status;
    await sleep(LOOK_MILLISECONDS);
  }
}

/** Starts a process of its own that goes on with the run. */
export async function goOn({ directory, status }: KnownRun): Promise<number> {
  if (status.state === "finished") {
    throw new HomotopyError("bad-call", "This run is finished", directory, "train anew: its model is beside it");
  }
  const { resumeOptions } = await import("../trainer/runs/recipe");
  return startDetached(await resumeOptions(directory));
}

/** The number of the process. */
export async function startDetached(options: TrainingOptions, asked: readonly string[] = []): Promise<number> {
  const { startTrainer } = await import("../trainer/runs/start");
  const script = path.join(__dirname, "trainer.js");
  return (await startTrainer({ options, asked }, { script })).pid;
}
