/** Writes a package as a model archive: checked as it is read, whole or not there, and the same bytes for the same package. */
import { Readable } from "node:stream";
import { ZipFile } from "yazl";
import { throwIfCancelled } from "../../../core/errors";
import { writeFileAtomically } from "../../atomicFile";
import type { Manifest } from "../../manifest";
import { ARCHIVE_ENDING } from "./archive";
import { plainName, type TransferOptions } from "./copy";
import { openFolder } from "./folder";
import { type PackageSource, textsOf } from "./source";

/** Of every entry: when a model was packed says nothing of it. The zip format counts from 1980. */
const METADATA = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };

/** What the archive of a package is called unless a person chooses another name. */
export function archiveName(directory: string, manifest: Manifest): string {
  return `${plainName({ manifest, where: directory })}${ARCHIVE_ENDING}`;
}

/**
 * Packs the package in `directory` into `file`, in place of an older one.
 * @throws HomotopyError "bad-model" if it is damaged, "disk", "cancelled"; what was there is then as it was
 */
export async function packPackage(directory: string, file: string, options: TransferOptions = {}): Promise<Manifest> {
  const source = await openFolder(directory);
  const { signal, storage } = options;
  await writeFileAtomically(
    file,
    async (sink) => {
      for await (const piece of zipped(source)) {
        throwIfCancelled(signal, source.where);
        await sink.write(piece);
      }
    },
    storage,
  );
  return source.manifest;
}

/** The archive in pieces. Leaving off closes the file that is being read. */
async function* zipped(source: PackageSource): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream;
  let reading: Readable | undefined;
  for (const [name, text] of textsOf(source)) zip.addBuffer(Buffer.from(text), name, METADATA);
  for (const file of source.manifest.files) {
    zip.addReadStreamLazy(file.name, METADATA, (use) => {
      reading = Readable.from(source.contents(file), { objectMode: false });
      // yazl hands only the bytes on.
      reading.on("error", (error) => output.emit("error", error));
      use(undefined, reading);
    });
  }
  zip.end();
  try {
    for await (const piece of output) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } finally {
    reading?.destroy();
  }
}
