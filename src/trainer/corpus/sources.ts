/** From what a person names, files and folders, to the text files to read. */
import { type FindOptions, type FoundFile, findFiles } from "../workspace/findFiles";

export type SourceFile = Pick<FoundFile, "path" | "named">;

/** A file or folder that was left out, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Sources {
  readonly files: readonly SourceFile[];
  /** The first few of each reason: a workspace may hold any number of pictures. */
  readonly skipped: readonly Skipped[];
}

const MOST_OF_A_REASON = 20;

/**
 * Expands files and folders, folders with all below them, by the rules of `findFiles`.
 * Throws `bad-input` for a path that is not there or cannot be read, `cancelled`.
 */
export async function expandSources(
  paths: readonly string[],
  options: FindOptions = {},
  signal?: AbortSignal,
): Promise<Sources> {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  const counts = new Map<string, number>();
  for await (const entry of findFiles(paths, options, signal)) {
    if (!("skipped" in entry)) {
      files.push({ path: entry.path, named: entry.named });
      continue;
    }
    const count = counts.get(entry.skipped) ?? 0;
    counts.set(entry.skipped, count + 1);
    if (count < MOST_OF_A_REASON) skipped.push({ path: entry.path, reason: entry.skipped });
  }
  return { files, skipped };
}
