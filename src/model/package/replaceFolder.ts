/**
 * Writes a folder all or nothing: the new contents are made in a hidden folder beside it, brought to the disk, and take the
 * final name by renaming. Whatever else the old folder held (a training run's checkpoints, say) moves along.
 *
 * A process that is killed leaves at most a hidden `.NAME.writing-PID-N`, which the next call clears away, or the old
 * contents under `.NAME.previous`, which the next call puts back, or whoever looks for the folder.
 */
import { basename, dirname, join, resolve } from "node:path";
import { asDiskError, disk, type Storage } from "./storage";

export interface Replacement<T> {
  /** Writes the new contents into a folder that exists and is empty, each file synced. */
  fill(folder: string): Promise<T>;
  /** Names that belong to the contents: an old file of such a name is replaced or dropped, every other one kept. */
  readonly own: ReadonlySet<string>;
}

let writes = 0;

/** Returns what `fill` did. @throws HomotopyError "disk"; the old folder is then as it was, and nothing is left behind. */
export async function replaceFolder<T>(
  directory: string,
  replacement: Replacement<T>,
  storage: Storage = disk,
): Promise<T> {
  const target = resolve(directory);
  const temporary = `${hidden(target, "writing")}-${process.pid}-${writes++}`;
  const written = await replace().catch(async (error: unknown) => {
    await storage.remove(temporary).catch(() => undefined);
    throw asDiskError(error, target);
  });
  // The new folder stands. What is left to tidy, the next call can tidy as well.
  await settle(target, replacement.own, storage).catch(() => undefined);
  return written;

  async function replace(): Promise<T> {
    await storage.makeFolder(dirname(target));
    await settle(target, replacement.own, storage);
    await clearAbandoned(target, storage);
    await storage.makeFolder(temporary);
    const result = await replacement.fill(temporary);
    await storage.syncFolder(temporary);
    await swap(target, temporary, storage);
    return result;
  }
}

/** Where an interrupted replacement may have left the old contents of a folder. */
export function previousOf(directory: string): string {
  return hidden(resolve(directory), "previous");
}

/**
 * Puts back a folder that a killed process had moved aside. Whether it is there now; not where a process that runs has it in
 * hand, or nothing may be renamed.
 */
export async function restoreFolder(directory: string, storage: Storage = disk): Promise<boolean> {
  const target = resolve(directory);
  const previous = previousOf(target);
  if (!(await storage.exists(previous)) || (await storage.exists(target))) return storage.exists(target);
  const writers = (await storage.list(dirname(target))).map((name) => writerOf(name, target));
  if (writers.some((writer) => writer !== undefined && isRunning(writer))) return false;
  await storage.rename(previous, target).catch(() => undefined);
  return storage.exists(target);
}

/** The name of the folder whose old contents a hidden folder holds. */
export function nameOfPrevious(hiddenName: string): string | undefined {
  return /^\.(.+)\.previous$/.exec(hiddenName)?.[1];
}

async function swap(target: string, temporary: string, storage: Storage): Promise<void> {
  const replaces = await storage.exists(target);
  if (replaces) await storage.rename(target, previousOf(target));
  try {
    await storage.rename(temporary, target);
  } catch (error) {
    if (replaces) await storage.rename(previousOf(target), target);
    throw error;
  }
  await storage.syncFolder(dirname(target));
}

/** Ends a replacement after its renaming, or undoes one that was cut off before. */
async function settle(target: string, own: ReadonlySet<string>, storage: Storage): Promise<void> {
  const previous = previousOf(target);
  if (!(await storage.exists(previous))) return;
  if (!(await storage.exists(target))) return storage.rename(previous, target);
  const present = new Set(await storage.list(target));
  for (const name of await storage.list(previous)) {
    if (!own.has(name) && !present.has(name)) await storage.rename(join(previous, name), join(target, name));
  }
  await storage.remove(previous);
}

/** Removes what killed processes left half-written. */
async function clearAbandoned(target: string, storage: Storage): Promise<void> {
  for (const name of await storage.list(dirname(target))) {
    const writer = writerOf(name, target);
    if (writer !== undefined && !isRunning(writer)) await storage.remove(join(dirname(target), name));
  }
}

/** The process that makes the new contents of a folder in the hidden one of that name. */
function writerOf(name: string, target: string): number | undefined {
  const prefix = `${basename(hidden(target, "writing"))}-`;
  const writer = Number(name.startsWith(prefix) ? name.slice(prefix.length).split("-")[0] : Number.NaN);
  return Number.isInteger(writer) ? writer : undefined;
}

function isRunning(process_: number): boolean {
  try {
    // Signal 0 only asks whether the process is there.
    return process.kill(process_, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function hidden(target: string, purpose: string): string {
  return join(dirname(target), `.${basename(target)}.${purpose}`);
}
