/** The package in a folder, as something to copy. */
import { join, resolve } from "node:path";
import { CARD_FILE } from "../../manifest";
import { readSmallText, streamListed } from "../files";
import { readManifest } from "../readManifest";
import { disk } from "../storage";
import { LARGEST_CARD, type PackageSource } from "./source";

/** @throws HomotopyError "bad-model" for a folder that is no package */
export async function openFolder(folder: string): Promise<PackageSource> {
  const directory = resolve(folder);
  const manifest = await readManifest(directory);
  const hasCard = await disk.exists(join(directory, CARD_FILE));
  return {
    where: directory,
    manifest,
    card: hasCard ? await readSmallText(directory, CARD_FILE, LARGEST_CARD) : undefined,
    contents: (file) => streamListed(directory, file),
    close: () => undefined,
  };
}
