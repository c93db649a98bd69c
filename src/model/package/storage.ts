/** The few things that writing a package asks of a file system, so that a test can stand in a full disk for a real one. */
import { access, type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";

export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

export interface FileSink extends ByteSink {
  /** Returns once the bytes are on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Storage {
  exists(path: string): Promise<boolean>;
  /** Names in a folder; none if there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes a folder and those above it. */
  makeFolder(path: string): Promise<void>;
  /** Creates a file that must not exist. */
  create(path: string): Promise<FileSink>;
  /** Returns once the folder's entries are on the disk. */
  syncFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file or a folder with all in it; nothing to remove is no error. */
  remove(path: string): Promise<void>;
}

/** The machine's own file system. */
export const disk: Storage = {
  exists: (path) =>
    access(path).then(
      () => true,
      () => false,
    ),
  list: (folder) =>
    readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }),
  makeFolder,
  create: async (path) => fileSink(await open(path, "wx")),
  syncFolder: async (path) => {
    // Windows opens no folders, and keeps their entries in a journal of its own.
    if (process.platform === "win32") return;
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  rename,
  remove: (path) => rm(path, { recursive: true, force: true }),
};

/** Node's own recursive form never ends where a file system takes no folders, as below /proc. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (errorCode(error) === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (errorCode(error) !== "ENOENT" || (await disk.exists(parent))) throw error;
    await makeFolder(parent);
    await makeFolder(folder);
  }
}

function fileSink(handle: FileHandle): FileSink {
  return {
    // `appendFile` goes on until all is written; `write` may stop half-way.
    write: (bytes) => handle.appendFile(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

const REASONS: ReadonlyMap<string, readonly [what: string, advice: string]> = new Map([
  ["ENOSPC", ["The disk is full", "free some space, or write to another disk"]],
  ["EDQUOT", ["Your share of the disk is full", "free some space, or write to another disk"]],
  ["EROFS", ["The disk is read-only", "write to another folder"]],
  ["EACCES", ["There is no permission to write", "write to another folder, or change its permissions"]],
  ["EPERM", ["There is no permission to write", "write to another folder, or change its permissions"]],
]);

/** A file system's error in words a person can act on; any other error as it is. */
export function asDiskError(error: unknown, where: string): unknown {
  const code = errorCode(error);
  if (code === undefined || error instanceof HomotopyError) return error;
  const [what, advice] = REASONS.get(code) ?? [`Writing failed: ${messageOf(error)}`, "check the disk and the path"];
  return new HomotopyError("disk", what, where, advice, { cause: error });
}

/** "ENOENT" and the like, of an error that a file system threw. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("syscall" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
