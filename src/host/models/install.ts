/** Copies model packages: in, when one is imported, and out, when one is exported. Only what the manifest lists is copied. */
import { copyFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { HomotopyError } from "../../core/errors";
import { CARD_FILE, MANIFEST_FILE } from "../../model/manifest";
import { verifyListed } from "../../model/package/files";
import { readManifest } from "../../model/package/readManifest";
import { asDiskError, disk } from "../../model/package/storage";

/**
 * Copies the package in `source` to a new folder below `target` and returns that. The copy is checked before it counts.
 * @throws HomotopyError "bad-model" if it is damaged, "bad-input" if there is one of that name, "disk"
 */
export async function copyPackage(source: string, target: string): Promise<string> {
  const manifest = await readManifest(source);
  const directory = join(target, folderName(manifest.name, source));
  if (await disk.exists(directory)) {
    const advice = "delete that one first, or choose another folder";
    throw new HomotopyError("bad-input", `There is a ${basename(directory)} already`, directory, advice);
  }
  const temporary = join(target, `.${basename(directory)}.writing-${process.pid}`);
  try {
    await disk.makeFolder(temporary);
    for (const file of manifest.files) {
      await copyFile(join(source, file.name), join(temporary, file.name));
      await verifyListed(temporary, file);
    }
    await copyFile(join(source, MANIFEST_FILE), join(temporary, MANIFEST_FILE));
    if (await disk.exists(join(source, CARD_FILE))) await copyFile(join(source, CARD_FILE), join(temporary, CARD_FILE));
    await rename(temporary, directory);
    return directory;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw asDiskError(error, directory);
  }
}

/** A plain folder name: of the manifest's name what every file system takes, else the source's own. */
function folderName(name: string, source: string): string {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "");
  return plain === "" ? basename(source) : plain;
}
