/** A workspace in numbers before anything is trained: read as a whole if it is small, else a part of it that stands for the rest. */
import path from "node:path";
import { throwIfCancelled } from "../../core/errors";
import { hashFraction, hashSentence } from "../corpus/sentenceHash";
import type { FoundFile } from "./findFiles";
import { type WorkspaceOptions, type WorkspaceProgress, WorkspaceReader } from "./readWorkspace";
import type { WorkspaceReport } from "./report";

export interface PlanOptions extends WorkspaceOptions {
  /** Bytes to read at most, roughly. Default 128 MB: about half a minute. `Infinity` reads and counts all. */
  readonly budgetBytes?: number | undefined;
  /** Shown what is read, some sentences at a time. */
  readonly onSentences?: ((sentences: readonly string[]) => void) | undefined;
}

const BUDGET = 128e6;
/** Sets the choice apart from other uses of the hash. */
const PURPOSE = 0x27d4eb2f;

/**
 * Finds all files, reads those that the budget allows, chosen by the hash of their names, so that the same workspace gives
 * the same plan, and of large ones the beginning. Throws as `findFiles`.
 */
export async function planWorkspace(
  roots: readonly string[],
  { budgetBytes = BUDGET, onSentences, ...options }: PlanOptions = {},
  signal?: AbortSignal,
  onProgress: (progress: WorkspaceProgress) => void = () => undefined,
): Promise<WorkspaceReport> {
  const reader = new WorkspaceReader(options, signal);
  const files: FoundFile[] = [];
  for await (const file of reader.files(roots)) files.push(file);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const share = Math.min(1, budgetBytes / total);
  // Of a file that is a good part of the budget only the beginning is read, but it is read for certain.
  const large = share < 1 ? budgetBytes / 16 : Number.POSITIVE_INFINITY;
  for (const file of files) {
    throwIfCancelled(signal, "reading the text");
    const isLarge = file.bytes > large;
    if (!isLarge && share < 1 && fractionOf(file) >= share) continue;
    for await (const { sentences } of reader.read(file, isLarge ? file.bytes * share : undefined)) {
      onSentences?.(sentences);
      onProgress(reader.progress());
    }
  }
  onProgress(reader.progress());
  return reader.report();
}

/** By the last parts of the path: a copy of the workspace elsewhere gives the same plan. */
function fractionOf(file: FoundFile): number {
  return hashFraction(hashSentence(file.path.split(path.sep).slice(-3).join("/")), PURPOSE);
}
