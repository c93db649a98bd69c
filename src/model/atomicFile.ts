/** Files that are whole or not there: written beside their place, flushed to the disk, then renamed. */
import path from "node:path";
import { asDiskError, type ByteSink, disk, type Storage } from "./package/storage";

/** Writes a file through `write`; readers see the old contents or the new ones, never a part. */
export async function writeFileAtomically(
  file: string,
  write: (sink: ByteSink) => Promise<void>,
  storage: Storage = disk,
): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    await storage.remove(temporary);
    const sink = await storage.create(temporary);
    try {
      await write(sink);
      await sink.sync();
    } finally {
      await sink.close();
    }
    await storage.rename(temporary, file);
    await storage.syncFolder(path.dirname(file));
  } catch (error) {
    // On a disk that is gone the tidying fails too; what matters is the first error.
    await storage.remove(temporary).catch(() => undefined);
    throw asDiskError(error, file);
  }
}
