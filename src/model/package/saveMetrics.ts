/** New metrics into a package that is there: its manifest and its card change, what the model does and its hash do not. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomically } from "../atomicFile";
import { modelCard } from "../card";
import { withAddedSections } from "../cardSections";
import { CARD_FILE, MANIFEST_FILE, type Manifest, manifestJson, parseManifest } from "../manifest";
import { readManifest } from "./readManifest";

/** @throws HomotopyError "disk" if it cannot be written, "bad-model" for metrics that no manifest may hold */
export async function saveMetrics(directory: string, metrics: Manifest["metrics"]): Promise<Manifest> {
  const file = join(directory, MANIFEST_FILE);
  const manifest = parseManifest(manifestJson({ ...(await readManifest(directory)), metrics }), file);
  await writeText(file, manifestJson(manifest));
  const card = join(directory, CARD_FILE);
  const before = await readFile(card, "utf8").catch(() => "");
  await writeText(card, withAddedSections(modelCard(manifest), before));
  return manifest;
}

function writeText(file: string, text: string): Promise<void> {
  return writeFileAtomically(file, (sink) => sink.write(new TextEncoder().encode(text)));
}
