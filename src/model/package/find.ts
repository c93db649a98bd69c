/** `--model DIR|NAME`: the folder of a package, or the name of one of the models that come with Homotopy. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { HomotopyError } from "../../core/errors";
import { MANIFEST_FILE } from "../manifest";
import { nameOfPrevious, restoreFolder } from "./replaceFolder";

/**
 * The folder of the package that is meant. A folder wins over a bundled model of the same name.
 * @param folders where bundled models lie, each in a folder of its name
 * @throws HomotopyError "bad-model" that lists the known names
 */
export async function findModel(model: string, folders: readonly string[]): Promise<string> {
  if (await holdsPackage(model)) return resolve(model);
  const known = await listModels(folders);
  const bundled = known.find((directory) => basename(directory) === model);
  if (bundled) return bundled;
  const names = known.map((directory) => basename(directory)).join(", ");
  throw new HomotopyError(
    "bad-model",
    `There is no model ${model}`,
    resolve(model),
    names ? `give the folder of a model package, or one of: ${names}` : "give the folder of a model package",
  );
}

/** The folders of all bundled models, by name; the first of several folders with a name counts. */
export async function listModels(folders: readonly string[]): Promise<readonly string[]> {
  const found = new Map<string, string>();
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      const visible = nameOfPrevious(name) ?? name;
      const directory = join(resolve(folder), visible);
      // Other hidden folders are exports that were never finished.
      if (!visible.startsWith(".") && !found.has(visible) && (await holdsPackage(directory)))
        found.set(visible, directory);
    }
  }
  return [...found.keys()].sort().flatMap((name) => found.get(name) ?? []);
}

async function holdsPackage(directory: string): Promise<boolean> {
  await restoreFolder(directory);
  return stat(join(directory, MANIFEST_FILE)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}
