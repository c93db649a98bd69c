/** Archives as other programs, and people who mean harm, make them. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

export interface ArchiveEntry {
  readonly name: string;
  readonly contents: Uint8Array | string;
  /** Unix mode; default: a plain file. */
  readonly mode?: number;
}

/** A zip of these entries. A name that zip programs refuse to write is put in afterwards. */
export async function zipOf(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const disguised = entries.map(({ name }, index) => disguise(name, index));
  for (const [index, { contents, mode = 0o100644 }] of entries.entries()) {
    zip.addBuffer(Buffer.from(contents), disguised[index], { mode });
  }
  zip.end();
  const bytes = await buffer(zip.outputStream);
  for (const [index, { name }] of entries.entries()) replaceAll(bytes, disguised[index], name);
  return bytes;
}

/** The entries that a package's folder makes. */
export async function entriesOf(directory: string): Promise<ArchiveEntry[]> {
  const names = (await readdir(directory)).sort();
  return Promise.all(names.map(async (name) => ({ name, contents: await readFile(join(directory, name)) })));
}

export async function writeArchive(file: string, entries: readonly ArchiveEntry[]): Promise<string> {
  await writeFile(file, await zipOf(entries));
  return file;
}

/** Lets the archive's list say that an entry has so many bytes unpacked. */
export function claimSize(zip: Buffer, name: string, bytes: number): void {
  zip.writeUInt32LE(bytes, recordOf(zip, name) + 24);
}

/** Lets the archive's list say that an entry is encrypted. */
export function claimEncryption(zip: Buffer, name: string): void {
  zip.writeUInt16LE(1, recordOf(zip, name) + 8);
}

/** Where an entry's record of the central directory begins. */
function recordOf(zip: Buffer, name: string): number {
  // The name is 46 bytes into its record, which is the name's last occurrence.
  const start = zip.lastIndexOf(name) - 46;
  if (zip.readUInt32LE(start) !== 0x02014b50) throw new Error(`There is no record of ${name}`);
  return start;
}

/** A harmless name of the same length. */
function disguise(name: string, index: number): string {
  const isHarmless = /^[\w.-]+$/.test(name) && !name.includes("..");
  return isHarmless ? name : `${index}`.padEnd(Buffer.byteLength(name), "_");
}

function replaceAll(bytes: Buffer, from: string, to: string): void {
  if (from === to) return;
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1)) bytes.write(to, at);
}
