/**
 * The entries of a model archive, checked by the archive's own list before a byte of it is unpacked. An archive comes from
 * anywhere: a name may lead out of the folder, a link elsewhere, and a kilobyte unpack to a terabyte.
 */
import type { Entry, ZipFile } from "yauzl";
import { HomotopyError } from "../../../core/errors";
import { isFileName, MANIFEST_FILE, type Manifest } from "../../manifest";
import { requireAllowedSize, sizeDiffers } from "../checkedPieces";

export type Entries = ReadonlyMap<string, Entry>;

/** Far more than a manifest can list. */
const MOST_ENTRIES = 1024;
/** Bytes of all files of a package that comes in an archive. */
const LARGEST_PACKAGE = 2 * 2 ** 30;
/** The file type in a Unix mode, and that of a plain file; 0 is of an archive that knows no modes. */
const [TYPE_MASK, PLAIN_FILE, NO_MODE] = [0o170000, 0o100000, 0];

/** @throws HomotopyError "bad-model" that names the first entry that no model archive has */
export async function readEntries(zip: ZipFile, where: string): Promise<Entries> {
  if (zip.entryCount > MOST_ENTRIES) throw refused(`The archive has ${zip.entryCount} entries`, where);
  const entries = new Map<string, Entry>();
  // Some file systems take names that differ only in case for one.
  const folded = new Set<string>();
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!isFileName(name)) throw refused(`The archive has an entry ${printable(name)}, which is no plain file`, where);
    if (!isPlain(entry)) throw refused(`The entry ${name} is a link, or encrypted, or of an unknown kind`, where);
    if (folded.has(name.toLowerCase())) throw refused(`The archive has two entries ${name}`, where);
    folded.add(name.toLowerCase());
    entries.set(name, entry);
  }
  if (!entries.has(MANIFEST_FILE)) throw refused(`The archive has no ${MANIFEST_FILE}`, where);
  return entries;
}

/** @throws HomotopyError "bad-model" if a listed file is missing, or its size is not the manifest's, or all are too much */
export function requireListed(entries: Entries, { files }: Manifest, where: string): void {
  for (const file of files) {
    requireAllowedSize(file, placeOf(file.name, where));
    const entry = entries.get(file.name);
    if (!entry) throw refused(`The archive has no ${file.name}, which its manifest lists`, where);
    if (entry.uncompressedSize !== file.bytes) {
      throw sizeDiffers(entry.uncompressedSize, file, placeOf(file.name, where));
    }
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > LARGEST_PACKAGE) throw refused(`The model has ${total} bytes, more than ${LARGEST_PACKAGE}`, where);
}

/** An entry's place, for errors. */
export function placeOf(name: string, archive: string): string {
  return `${name} in ${archive}`;
}

export function refused(what: string, where: string, cause?: unknown): HomotopyError {
  const advice = "get the archive again, or have it made with Export Model Package or homotopy pack";
  return new HomotopyError("bad-model", what, where, advice, { cause });
}

function isPlain(entry: Entry): boolean {
  const type = (entry.externalFileAttributes >>> 16) & TYPE_MASK;
  return (type === PLAIN_FILE || type === NO_MODE) && entry.canDecodeFileData();
}

/** Names may hold anything, line ends and escape sequences too. */
function printable(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
