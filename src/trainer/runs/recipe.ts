/** The options of a run, in its folder: what a resumed run goes on with. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { HomotopyError } from "../../core/errors";
import { writeFileAtomically } from "../../model/atomicFile";
import { asDiskError, errorCode, type Storage } from "../../model/package/storage";
import { type TrainingOptions, trainingOptionsSchema } from "../options";
import { outOf, recipeFile } from "./files";

export async function writeRecipe(directory: string, options: TrainingOptions, storage: Storage): Promise<void> {
  const recipe = new TextEncoder().encode(`${JSON.stringify(options, undefined, 2)}\n`);
  await writeFileAtomically(recipeFile(directory), (file) => file.write(recipe), storage);
}

/** @throws HomotopyError "bad-call" if there is no run in the folder, "bad-input" if its recipe is damaged */
export async function readRecipe(directory: string): Promise<TrainingOptions> {
  const parsed = trainingOptionsSchema.safeParse(parseJson(await recipeText(directory)));
  if (parsed.success) return parsed.data;
  throw new HomotopyError(
    "bad-input",
    "The recipe of this run cannot be read",
    recipeFile(directory),
    `start anew in another folder (${parsed.error.issues[0]?.message ?? "unknown fault"})`,
  );
}

/** The options with which `train` goes on with the run in a folder. @throws HomotopyError as `readRecipe` does */
export async function resumeOptions(directory: string): Promise<TrainingOptions> {
  return { ...(await readRecipe(directory)), out: outOf(directory), resume: true };
}

/** As a recipe is to have them: the run may go on in a process with another working folder. */
export function withAbsolutePaths(options: TrainingOptions): TrainingOptions {
  const { sources, validation, from } = options;
  return {
    ...options,
    sources: sources.map((source) => path.resolve(source)),
    ...(validation !== undefined && { validation: path.resolve(validation) }),
    ...(from !== undefined && { from: path.resolve(from) }),
  };
}

async function recipeText(directory: string): Promise<string> {
  try {
    return await readFile(recipeFile(directory), "utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code !== "ENOENT" && code !== "ENOTDIR") throw asDiskError(error, recipeFile(directory));
    throw new HomotopyError(
      "bad-call",
      "There is no run to resume",
      directory,
      `start one without --resume, with the same --out ${outOf(directory)}`,
      { cause: error },
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
