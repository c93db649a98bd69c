/** The files that a manifest lists, opened only inside the package's folder and checked by size and hash. */
import { createHash } from "node:crypto";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";
import type { ManifestFile } from "../manifest";
import { errorCode } from "./storage";

/** Bytes that no file of a package may exceed. */
const LARGEST_FILE = 512 * 2 ** 20;

/** The bytes of a listed file, checked. */
export async function readListed(directory: string, file: ManifestFile): Promise<Uint8Array> {
  return withFile(directory, file, async (handle) => {
    const bytes = await handle.readFile();
    compareHash(directory, file, createHash("sha256").update(bytes).digest("hex"));
    return bytes;
  });
}

/** Checks a listed file without holding it in memory. */
export async function verifyListed(directory: string, file: ManifestFile): Promise<void> {
  await withFile(directory, file, async (handle) => {
    const hash = createHash("sha256");
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk);
    compareHash(directory, file, hash.digest("hex"));
  });
}

/** The text of a file of the package that no manifest vouches for: the manifest itself. */
export async function readSmallText(directory: string, name: string, largest: number): Promise<string> {
  const handle = await openInside(directory, name);
  try {
    const { size } = await handle.stat();
    if (size > largest) throw refused(`The file has ${size} bytes, more than the ${largest} allowed`, directory, name);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function withFile<T>(directory: string, file: ManifestFile, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  if (file.bytes > LARGEST_FILE) {
    const what = `The file has ${file.bytes} bytes, more than the ${LARGEST_FILE} that a model's file may have`;
    throw refused(what, directory, file.name);
  }
  const handle = await openInside(directory, file.name);
  try {
    const { size } = await handle.stat();
    if (size !== file.bytes) {
      throw refused(`The file has ${size} bytes where the manifest says ${file.bytes}`, directory, file.name);
    }
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** A link may stand for the package's folder, but nothing in the folder may lead out of it. */
async function openInside(directory: string, name: string): Promise<FileHandle> {
  try {
    const path = await realpath(join(directory, name));
    if (path !== join(await realpath(directory), name)) {
      throw refused("The file is a link to another place", directory, name);
    }
    const handle = await open(path, "r");
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw refused("This is no file", directory, name);
  } catch (error) {
    if (error instanceof HomotopyError) throw error;
    const missing = errorCode(error) === "ENOENT";
    throw refused(missing ? "The file is missing" : `The file cannot be read: ${messageOf(error)}`, directory, name);
  }
}

function compareHash(directory: string, file: ManifestFile, found: string): void {
  if (found !== file.sha256) {
    throw refused("The file is not the one that the manifest describes (its SHA-256 differs)", directory, file.name);
  }
}

function refused(what: string, directory: string, name: string): HomotopyError {
  return new HomotopyError("bad-model", what, join(directory, name), "copy the model again, or export it anew");
}
