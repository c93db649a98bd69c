/** The files that a manifest lists, opened only inside the package's folder and checked by size and hash. */
import { createHash } from "node:crypto";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";
import type { ManifestFile } from "../manifest";
import { checkedPieces, damaged, requireAllowedSize, requireHash, sizeDiffers } from "./checkedPieces";
import { errorCode } from "./storage";

/** The bytes of a listed file, checked. */
export async function readListed(directory: string, file: ManifestFile): Promise<Uint8Array> {
  const handle = await openListed(directory, file);
  try {
    const bytes = await handle.readFile();
    requireHash(createHash("sha256").update(bytes).digest("hex"), file, join(directory, file.name));
    return bytes;
  } finally {
    await handle.close();
  }
}

/** A listed file in pieces, checked, without holding it in memory. */
export async function* streamListed(directory: string, file: ManifestFile): AsyncGenerator<Uint8Array> {
  const handle = await openListed(directory, file);
  try {
    yield* checkedPieces(handle.createReadStream({ autoClose: false }), file, join(directory, file.name));
  } finally {
    await handle.close();
  }
}

/** Checks a listed file without holding it in memory. */
export async function verifyListed(directory: string, file: ManifestFile): Promise<void> {
  for await (const _ of streamListed(directory, file));
}

/** The text of a file of the package that no manifest vouches for: the manifest itself, or the card. */
export async function readSmallText(directory: string, name: string, largest: number): Promise<string> {
  const handle = await openInside(directory, name);
  try {
    const { size } = await handle.stat();
    if (size > largest) {
      throw damaged(`The file has ${size} bytes, more than the ${largest} allowed`, join(directory, name));
    }
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

async function openListed(directory: string, file: ManifestFile): Promise<FileHandle> {
  const where = join(directory, file.name);
  requireAllowedSize(file, where);
  const handle = await openInside(directory, file.name);
  const { size } = await handle.stat();
  if (size === file.bytes) return handle;
  await handle.close();
  throw sizeDiffers(size, file, where);
}

/** A link may stand for the package's folder, but nothing in the folder may lead out of it. */
async function openInside(directory: string, name: string): Promise<FileHandle> {
  const where = join(directory, name);
  try {
    const path = await realpath(where);
    if (path !== join(await realpath(directory), name)) throw damaged("The file is a link to another place", where);
    const handle = await open(path, "r");
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
    throw damaged("This is no file", where);
  } catch (error) {
    if (error instanceof HomotopyError) throw error;
    const missing = errorCode(error) === "ENOENT";
    throw damaged(missing ? "The file is missing" : `The file cannot be read: ${messageOf(error)}`, where);
  }
}
