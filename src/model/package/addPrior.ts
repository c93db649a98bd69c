/** A learned prior into a package that is there: every file is checked and written again with it, all or nothing. */
import { resolve } from "node:path";
import { HomotopyError } from "../../core/errors";
import { hasLatent, type Manifest, PRIOR_FILE } from "../manifest";
import { readListed } from "./files";
import { type LearnedPrior, priorFile, priorInManifest } from "./prior";
import { readManifest } from "./readManifest";
import { packageFile, writePackage } from "./write";

/**
 * Writes the package of `directory` with `prior` in place of the one it has to `out`, which may be the same folder.
 * @throws HomotopyError "bad-model" for a damaged package or a language model, otherwise as `writePackage` does
 */
export async function addPrior(directory: string, prior: LearnedPrior, out: string): Promise<Manifest> {
  const from = resolve(directory);
  const { files, ...manifest } = await readManifest(from);
  requireLatent(manifest, from);
  const kept = files.filter(({ name }) => name !== PRIOR_FILE);
  const contents = await Promise.all(kept.map(async (file) => packageFile(file.name, await readListed(from, file))));
  return writePackage(out, {
    manifest: { ...manifest, family: { ...manifest.family, prior: "mixture" }, ...priorInManifest(prior) },
    files: [...contents, priorFile(prior.mixture)],
  });
}

/** @throws HomotopyError "unavailable" for a language model */
export function requireLatent(manifest: Parameters<typeof hasLatent>[0], where: string): void {
  if (hasLatent(manifest)) return;
  const what = "A language model has no latent space, and so no prior";
  throw new HomotopyError("unavailable", what, where, "choose a sentence VAE");
}
