/** The folder of installed models as a place for runs: which there are, how each stands, and which names are free. */
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { disk } from "../../model/package/storage";
import type { RunEntry } from "../../protocol/trainingPanel";
import { checkpointFile, finishedFile, outOf, recipeFile, runDirectory } from "../../trainer/runs/files";
import { runOwner } from "../../trainer/runs/lock";
import type { RunTraces } from "./runWatch";

/** How a run stands by the files of its folder, without reading its log. Undefined if there is none. */
export async function lookAtRun(directory: string): Promise<RunTraces | undefined> {
  const isOwned = (await runOwner(directory)) !== undefined;
  if (!isOwned && !(await disk.exists(recipeFile(directory)))) return undefined;
  const isFinished = !isOwned && (await disk.exists(finishedFile(directory)));
  return { isOwned, isFinished, resumable: !isFinished && (await disk.exists(checkpointFile(directory))) };
}

/** Runs in the folder that are under way or can be taken up, in the order of their names. */
export async function openRuns(models: string): Promise<readonly RunEntry[]> {
  const names = (await readdir(models).catch(() => [])).filter((name) => name.endsWith(".run"));
  const runs = await Promise.all(names.sort().map((name) => entryOf(join(models, name))));
  return runs.flatMap((run) => run ?? []);
}

async function entryOf(directory: string): Promise<RunEntry | undefined> {
  const traces = await lookAtRun(directory).catch(() => undefined);
  if (traces === undefined || traces.isFinished) return undefined;
  return { directory, name: nameOfRun(directory), phase: traces.isOwned ? "running" : "stopped" };
}

export function nameOfRun(directory: string): string {
  return basename(outOf(directory));
}

/** The folder of a package by its name: what every file system takes of it. Undefined if nothing is left of the name. */
export function folderOf(models: string, name: string): string | undefined {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "");
  return plain === "" ? undefined : join(models, plain);
}

/** The name, with a number where there is a package or a run of that name already. */
export async function freeName(models: string, wanted: string): Promise<string> {
  const plain = basename(folderOf(models, wanted) ?? "model");
  for (let number = 1; ; number++) {
    const name = number === 1 ? plain : `${plain}-${number}`;
    if (!(await isTaken(join(models, name)))) return name;
  }
}

/** Whether a package or a run is there. */
export async function isTaken(out: string): Promise<boolean> {
  return (await disk.exists(out)) || (await lookAtRun(runDirectory(out))) !== undefined;
}
