/** What git would not track: the .gitignore of a folder, of all above it up to the repository, and .git/info/exclude. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import ignore, { type Ignore } from "ignore";
import { caseIsIgnored } from "./globs";

export const GITIGNORE = ".gitignore";
/** Bytes of rules above which a file is no list of rules. */
const LARGEST = 1 << 20;

/** The rules that hold in a folder. The deepest one that says something about a path decides. */
export class IgnoreRules {
  private constructor(
    private readonly base: string,
    private readonly rules: Ignore,
    private readonly outer: IgnoreRules | undefined,
  ) {}

  /** Rules of the folders above a folder, as far as its repository goes; none if they leave out the folder itself: it was asked for. */
  static async above(folder: string): Promise<IgnoreRules | undefined> {
    const folders = await upToRepository(folder);
    const [top] = folders;
    if (top === undefined) return undefined;
    let rules = await IgnoreRules.#with(top, path.join(top, ".git", "info", "exclude"), undefined);
    for (const parent of folders.slice(0, -1)) rules = await IgnoreRules.within(parent, rules);
    return rules?.ignores(folder, true) ? undefined : rules;
  }

  /** With the rules of a folder that has a .gitignore. */
  static within(folder: string, outer: IgnoreRules | undefined): Promise<IgnoreRules | undefined> {
    return IgnoreRules.#with(folder, path.join(folder, GITIGNORE), outer);
  }

  static async #with(base: string, file: string, outer: IgnoreRules | undefined): Promise<IgnoreRules | undefined> {
    const text = await rulesIn(file);
    if (text === undefined) return outer;
    return new IgnoreRules(base, ignore({ ignorecase: caseIsIgnored(), allowRelativePaths: true }).add(text), outer);
  }

  /** `entry`: an absolute path below the folder. */
  ignores(entry: string, isFolder: boolean): boolean {
    const relative = path.relative(this.base, entry).replaceAll(path.sep, "/");
    // The folder of the rules itself is not theirs to leave out.
    if (relative !== "" && !relative.startsWith("../")) {
      const { ignored, unignored } = this.rules.test(isFolder ? `${relative}/` : relative);
      if (ignored || unignored) return ignored;
    }
    return this.outer?.ignores(entry, isFolder) ?? false;
  }
}

/** From the top of the repository down to the folder; nothing outside of a repository. */
async function upToRepository(folder: string): Promise<string[]> {
  const folders: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    folders.unshift(current);
    if (await exists(path.join(current, ".git"))) return folders;
    if (path.dirname(current) === current) return [];
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Nothing for a file that is not there, cannot be read or is no list. */
async function rulesIn(file: string): Promise<string | undefined> {
  try {
    const status = await stat(file);
    return status.isFile() && status.size <= LARGEST ? await readFile(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
