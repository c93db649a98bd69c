import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { disk, type Storage } from "../../../src/model/package/storage";

/** Runs `use` in a folder of its own and removes that afterwards. */
export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "homotopy-package-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every file below a folder, hidden ones too, with its contents. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await hex(file)]));
  return Object.fromEntries(contents.sort());
}

async function hex(file: string): Promise<string> {
  return (await readFile(file)).toString("hex");
}

/** A disk with room for so many bytes, then ENOSPC. */
export function smallDisk(room: number): Storage {
  let left = room;
  return {
    ...disk,
    create: async (path) => {
      const sink = await disk.create(path);
      return {
        ...sink,
        write: async (bytes) => {
          left -= bytes.length;
          if (left < 0) {
            await sink.write(bytes.subarray(0, Math.floor(bytes.length / 2)));
            throw systemError("ENOSPC", "write");
          }
          await sink.write(bytes);
        },
      };
    },
  };
}

/** A disk on which the nth renaming fails. */
export function failingRename(nth: number): Storage {
  let renames = 0;
  return {
    ...disk,
    rename: async (from, to) => {
      renames++;
      if (renames === nth) throw systemError("EACCES", "rename");
      await disk.rename(from, to);
    },
  };
}

export function systemError(code: string, syscall: string): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall });
}
