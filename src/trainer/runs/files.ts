/**
 * The run folder beside a package, `<out>.run`, and the names of what is in it:
 *
 *     recipe.json             the options that hold for the run, resumed or not
 *     corpus/                 the tokenised text
 *     checkpoint.safetensors  the newest state, replaced each minute
 *     best.safetensors        the weights with the best validation objective
 *     preview/                a package of the weights at the last epoch
 *     events.jsonl            what the run told, all sessions one after the other
 *     lock.json               the process that trains, while it does
 *     request.json            what it is asked to do
 *     trainer.log             what a trainer without a terminal wrote to its error output
 *     finished                there is nothing to resume
 */
import path from "node:path";

export function runDirectory(out: string): string {
  return `${path.resolve(out)}.run`;
}

/** The out folder that a run folder belongs to. */
export function outOf(directory: string): string {
  return directory.replace(/\.run$/, "");
}

const named = (name: string) => (directory: string) => path.join(directory, name);

export const recipeFile = named("recipe.json");
export const corpusFolder = named("corpus");
export const checkpointFile = named("checkpoint.safetensors");
export const bestFile = named("best.safetensors");
export const previewFolder = named("preview");
export const eventsFile = named("events.jsonl");
export const logFile = named("trainer.log");
export const finishedFile = named("finished");
