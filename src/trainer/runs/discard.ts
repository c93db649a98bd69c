import { rename, rm } from "node:fs/promises";
import { HomotopyError } from "../../core/errors";
import { asDiskError, disk } from "../../model/package/storage";
import { recipeFile } from "./files";
import { lockRun } from "./lock";

/** Removes a run that no process trains. The package, if there is one, stays. @throws HomotopyError "bad-call", "disk" */
export async function discardRun(directory: string): Promise<void> {
  if (!(await disk.exists(recipeFile(directory)))) {
    throw new HomotopyError(
      "bad-call",
      "There is no run to discard",
      directory,
      "give the folder that the run's --out named",
    );
  }
  const lock = await lockRun(directory);
  try {
    await removeRun(directory);
  } finally {
    await lock.release();
  }
}

/**
 * Removes the folder of a run whose lock we hold. It is moved aside first, so that nobody finds half of it; where that is
 * not allowed, as on Windows while files of it are open, it is removed in its place.
 */
export async function removeRun(directory: string): Promise<void> {
  const aside = `${directory}.discarded`;
  try {
    await rm(aside, { recursive: true, force: true });
    const moved = await rename(directory, aside).then(
      () => aside,
      () => directory,
    );
    await rm(moved, { recursive: true, force: true });
  } catch (error) {
    throw asDiskError(error, directory);
  }
}
