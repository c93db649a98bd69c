/** Which model a command means: `--model DIR|NAME`, or the bundled one. */
import { join } from "node:path";
import { findModel, listModels } from "../model/package/find";

/** The bundles lie in dist/, beside the folder of the bundled models. */
const BUNDLED = join(__dirname, "..", "models");
const DEFAULT = join(BUNDLED, "english");

/** @throws HomotopyError "bad-model" that lists the known names */
export function chosenModel(model: string | undefined): Promise<string> {
  // The default is meant as a place: a folder of that name where the person stands must not stand in for it.
  return findModel(model ?? DEFAULT, [BUNDLED]);
}

export function bundledModels(): Promise<readonly string[]> {
  return listModels([BUNDLED]);
}
