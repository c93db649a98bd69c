/**
 * A model archive, `NAME.homotopy.zip`: the manifest, the card and the listed files of a package, as a plain zip. It is read
 * by its central directory, entry by entry, so that memory stays bounded whatever it claims.
 */
import { resolve } from "node:path";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { HomotopyError, messageOf } from "../../../core/errors";
import { CARD_FILE, MANIFEST_FILE, parseManifest } from "../../manifest";
import { checkedPieces } from "../checkedPieces";
import { LARGEST_MANIFEST } from "../readManifest";
import { type Entries, placeOf, readEntries, refused, requireListed } from "./entries";
import { LARGEST_CARD, type PackageSource } from "./source";

/** What the names of model archives end in: any system opens them, and a person sees what they are. */
export const ARCHIVE_ENDING = ".homotopy.zip";

/** @throws HomotopyError "bad-model" for a file that is no model archive */
export async function openArchive(file: string): Promise<PackageSource> {
  const where = resolve(file);
  const zip = await openPromise(where, { autoClose: false, strictFileNames: true }).catch((error: unknown) => {
    throw unreadable(error, where);
  });
  try {
    return await sourceIn(zip, where);
  } catch (error) {
    zip.close();
    throw unreadable(error, where);
  }
}

async function sourceIn(zip: ZipFile, where: string): Promise<PackageSource> {
  const entries = await readEntries(zip, where);
  const json = await textOf(zip, entries, MANIFEST_FILE, LARGEST_MANIFEST, where);
  const manifest = parseManifest(json ?? "", placeOf(MANIFEST_FILE, where));
  requireListed(entries, manifest, where);
  return {
    where,
    manifest,
    card: await textOf(zip, entries, CARD_FILE, LARGEST_CARD, where),
    contents: (file) => checkedPieces(inflated(zip, entries.get(file.name), where), file, placeOf(file.name, where)),
    close: () => zip.close(),
  };
}

/** The text of a small entry; undefined if there is none. */
async function textOf(
  zip: ZipFile,
  entries: Entries,
  name: string,
  largest: number,
  where: string,
): Promise<string | undefined> {
  const entry = entries.get(name);
  if (!entry) return undefined;
  const size = entry.uncompressedSize;
  if (size > largest) throw refused(`The entry ${name} has ${size} bytes, more than the ${largest} allowed`, where);
  const pieces: Uint8Array[] = [];
  for await (const piece of inflated(zip, entry, where)) pieces.push(piece);
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/** What an entry holds: yauzl ends in an error as soon as that is more than the archive's list says. */
async function* inflated(zip: ZipFile, entry: Entry | undefined, where: string): AsyncGenerator<Uint8Array> {
  if (!entry) throw new RangeError("The entry was not checked");
  try {
    const stream: AsyncIterable<unknown> = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    throw unreadable(error, placeOf(entry.fileName, where));
  }
}

function unreadable(error: unknown, where: string): unknown {
  if (error instanceof HomotopyError) return error;
  return refused(`This is no model archive, or it is damaged: ${messageOf(error).replace(/\.$/, "")}`, where, error);
}
