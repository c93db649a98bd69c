/** What a package says of itself, without a look at its files: all that a list of models needs. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import {
  LEXICON_FILE,
  MANIFEST_FILE,
  type Manifest,
  type ManifestFile,
  modelFiles,
  PRIOR_FILE,
  parseManifest,
} from "../manifest";
import { readSmallText } from "./files";
import { previousOf, restoreFolder } from "./replaceFolder";

export const LARGEST_MANIFEST = 16 * 2 ** 20;

/** The manifest alone, checked by its schema; the files are not looked at. */
export async function readManifest(directory: string): Promise<Manifest> {
  if (!(await isFolder(directory)) && !(await restoreFolder(directory))) {
    const previous = previousOf(directory);
    const advice = (await isFolder(previous))
      ? `an interrupted export left the model in ${previous}: rename it back`
      : "give the folder of a model package";
    throw new HomotopyError("bad-model", "There is no such folder", directory, advice);
  }
  return parseManifest(await readSmallText(directory, MANIFEST_FILE, LARGEST_MANIFEST), join(directory, MANIFEST_FILE));
}

/** SHA-256 over the names and hashes of the files that decide what the model does, in short form. */
export function packageHash(manifest: Manifest): string {
  const hash = createHash("sha256");
  for (const name of [...modelFiles(manifest), ...furtherFiles(manifest)])
    hash.update(`${name}:${listed(manifest, name).sha256}\n`);
  return hash.digest("hex").slice(0, 16);
}

/** The manifest's entry of a file that every package has. */
export function listed(manifest: Manifest, name: string): ManifestFile {
  const file = manifest.files.find((candidate) => candidate.name === name);
  if (!file) throw new RangeError(`The manifest does not list ${name}`);
  return file;
}

/** A learned prior decides what samples are, and a lexicon how sentences are spelt: they are part of what the model does. */
function furtherFiles({ family, files }: Manifest): readonly string[] {
  const hasLexicon = files.some(({ name }) => name === LEXICON_FILE);
  return [...(family.prior === "mixture" ? [PRIOR_FILE] : []), ...(hasLexicon ? [LEXICON_FILE] : [])];
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
