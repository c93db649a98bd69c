/** A file of a package in pieces, held to what the manifest says of it: nobody reads on past the first byte too many. */
import { createHash } from "node:crypto";
import { HomotopyError } from "../../core/errors";
import type { ManifestFile } from "../manifest";

/** Bytes that no file of a package may exceed. */
const LARGEST_FILE = 512 * 2 ** 20;

/** Passes the pieces on, in an error at the end if they were not what the manifest says. `where` names the file in errors. */
export async function* checkedPieces(
  pieces: AsyncIterable<unknown>,
  file: ManifestFile,
  where: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const piece of pieces) {
    if (!(piece instanceof Uint8Array)) throw new TypeError("A stream of bytes gave something else");
    bytes += piece.length;
    if (bytes > file.bytes) throw damaged(`The file has more than the ${file.bytes} bytes of the manifest`, where);
    hash.update(piece);
    yield piece;
  }
  if (bytes < file.bytes) throw sizeDiffers(bytes, file, where);
  requireHash(hash.digest("hex"), file, where);
}

export function requireHash(found: string, file: ManifestFile, where: string): void {
  if (found === file.sha256) return;
  throw damaged("The file is not the one that the manifest describes (its SHA-256 differs)", where);
}

/** Refuses by what the manifest says, before a byte is read. */
export function requireAllowedSize(file: ManifestFile, where: string): void {
  if (file.bytes <= LARGEST_FILE) return;
  const limit = `more than the ${LARGEST_FILE} that a model's file may have`;
  throw damaged(`The file has ${file.bytes} bytes, ${limit}`, where);
}

export function sizeDiffers(found: number, file: ManifestFile, where: string): HomotopyError {
  return damaged(`The file has ${found} bytes where the manifest says ${file.bytes}`, where);
}

export function damaged(what: string, where: string): HomotopyError {
  return new HomotopyError("bad-model", what, where, "copy the model again, or export it anew");
}
