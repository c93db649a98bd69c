/** Writes a model package all or nothing: files with their hashes, then the manifest that lists them, and the model card. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import { modelCard } from "../card";
import {
  CARD_FILE,
  LEXICON_FILE,
  MANIFEST_FILE,
  type Manifest,
  type ManifestFile,
  MODEL_FILES,
  manifestJson,
  PRIOR_FILE,
  parseManifest,
  WEIGHTS_FILE,
} from "../manifest";
import { replaceFolder } from "./replaceFolder";
import { asDiskError, type ByteSink, disk, type Storage } from "./storage";

export interface PackageFile {
  readonly name: string;
  /** Writes the file's bytes, in as many pieces as it likes. */
  write(sink: ByteSink): Promise<void>;
}

export interface PackageContents {
  /** All of the manifest but the list of files, which follows from them. */
  readonly manifest: Omit<Manifest, "files">;
  readonly files: readonly PackageFile[];
}

const STANDARD_FILES: readonly string[] = [
  ...MODEL_FILES,
  WEIGHTS_FILE,
  PRIOR_FILE,
  LEXICON_FILE,
  MANIFEST_FILE,
  CARD_FILE,
];

/** A file of known contents. */
export function packageFile(name: string, contents: Uint8Array | string): PackageFile {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  return { name, write: (sink) => sink.write(bytes) };
}

/**
 * Writes or replaces the package in `directory` and returns its manifest. Files of other names in the folder stay.
 * @throws HomotopyError "disk" if it cannot be written: an older package is then as it was;
 *   "bad-input" if the folder holds something else under a name that the package needs.
 */
export async function writePackage(
  directory: string,
  contents: PackageContents,
  storage: Storage = disk,
): Promise<Manifest> {
  const own = new Set([...STANDARD_FILES, ...contents.files.map((file) => file.name)]);
  await refuseForeign(directory, own, storage);
  return replaceFolder(directory, { own, fill }, storage);

  async function fill(folder: string): Promise<Manifest> {
    const files: ManifestFile[] = [];
    for (const file of contents.files) files.push(await writeFile(folder, file, storage));
    // Read back through the schema: what we would not accept, we do not write.
    const written = parseManifest(manifestJson({ ...contents.manifest, files }), join(directory, MANIFEST_FILE));
    await writeFile(folder, packageFile(MANIFEST_FILE, manifestJson(written)), storage);
    await writeFile(folder, packageFile(CARD_FILE, modelCard(written)), storage);
    return written;
  }
}

/**
 * Whether a package may be written there, for whoever works long before it writes one.
 * @throws HomotopyError as `writePackage` does for a folder that holds something else
 */
export async function checkDestination(directory: string, storage: Storage = disk): Promise<void> {
  await refuseForeign(directory, new Set(STANDARD_FILES), storage);
}

async function writeFile(folder: string, file: PackageFile, storage: Storage): Promise<ManifestFile> {
  const sink = await storage.create(join(folder, file.name));
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    await file.write({
      write: async (piece) => {
        hash.update(piece);
        bytes += piece.length;
        await sink.write(piece);
      },
    });
    await sink.sync();
  } finally {
    await sink.close();
  }
  return { name: file.name, bytes, sha256: hash.digest("hex") };
}

/** A folder that is no package but has a README.md is somebody's work, and `--out` a slip of the finger. */
async function refuseForeign(directory: string, own: ReadonlySet<string>, storage: Storage): Promise<void> {
  const names = await storage.list(directory).catch((error: unknown) => {
    throw asDiskError(error, directory);
  });
  const foreign = names.includes(MANIFEST_FILE) ? undefined : names.find((name) => own.has(name));
  if (foreign !== undefined) {
    const what = `The folder is no model package, but holds a ${foreign}`;
    throw new HomotopyError("bad-input", what, directory, "choose another folder for the model");
  }
}
