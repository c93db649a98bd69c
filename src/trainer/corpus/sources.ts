/** From what a person names, files and folders, to the text files to read. */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";

export interface SourceFile {
  readonly path: string;
  /** Named by the person, not found in a folder: a reason not to use it is an error. */
  readonly named: boolean;
}

/** A file or folder that was left out, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Sources {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
}

/** What counts as text in a folder, each also with .gz after it. A file that is named may be called anything. */
const TEXT_NAME = /\.(?:txt|text|md|markdown|mdown|rst|adoc|asciidoc|org)(?:\.gz)?$/i;
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(["node_modules"]);

/**
 * Expands files and folders, folders with all below them, in code-unit order of their names. Hidden entries and
 * node_modules are passed over; a file that is reached twice, by links or by name, counts once, and so loops end.
 * Throws `bad-input` for a path that is not there or cannot be read.
 */
export async function expandSources(paths: readonly string[]): Promise<Sources> {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  const seen = new Set<string>();

  async function visit(entry: string, named: boolean): Promise<void> {
    const real = await realpath(entry);
    if (seen.has(real)) return;
    seen.add(real);
    const status = await stat(real);
    if (status.isDirectory()) {
      const entries = await readdir(entry, { withFileTypes: true });
      for (const name of entries
        .filter(isWanted)
        .map((child) => child.name)
        .sort(byCodeUnits)) {
        await visitFound(path.join(entry, name));
      }
    } else if (!status.isFile()) throw new Error("it is neither a file nor a folder");
    else if (named || TEXT_NAME.test(entry)) files.push({ path: entry, named });
  }

  /** A broken link or a folder without permission is no reason to stop. */
  async function visitFound(entry: string): Promise<void> {
    try {
      await visit(entry, false);
    } catch (error) {
      skipped.push({ path: entry, reason: messageOf(error) });
    }
  }

  for (const entry of paths) {
    try {
      await visit(entry, true);
    } catch (error) {
      throw new HomotopyError("bad-input", `Cannot read this: ${messageOf(error)}`, entry, "check the path", {
        cause: error,
      });
    }
  }
  return { files, skipped };
}

function isWanted(entry: Dirent): boolean {
  return !entry.name.startsWith(".") && !SKIPPED_FOLDERS.has(entry.name);
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : 1;
}
