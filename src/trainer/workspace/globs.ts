/**
 * Globs that say what to read, with the rules of .gitignore: a name alone matches at any depth, `docs/*.md` from the top, a
 * folder stands for all below it. Braces, which VS Code's `files.exclude` has too, are written out first.
 */
import ignore from "ignore";

/** Alternatives that braces may multiply to. */
const MOST_ALTERNATIVES = 1000;

export type PathTest = (relativePath: string, isFolder: boolean) => boolean;

/** Tests paths relative to a root, with `/` between their parts. Without globs nothing matches. */
export function matcher(globs: readonly string[]): PathTest {
  if (globs.length === 0) return () => false;
  const rules = ignore({ ignorecase: caseIsIgnored(), allowRelativePaths: true }).add(
    globs.flatMap(expandBraces).map(pattern),
  );
  return (path, isFolder) => rules.ignores(isFolder ? `${path}/` : path);
}

/** Whether the file system takes `A` and `a` for one name, as those of Windows and macOS do by default. */
export function caseIsIgnored(): boolean {
  return process.platform === "win32" || process.platform === "darwin";
}

/** `./a`, and a number sign that begins no comment here. */
function pattern(glob: string): string {
  const clean = glob.trim().replace(/^(!?)(?:\.\/)+/, "$1");
  return clean.startsWith("#") ? `\\${clean}` : clean;
}

/** `{a,b}` written out, also within each other. A brace without a comma or a partner stands for itself. */
export function expandBraces(glob: string): string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const found = /\{([^{}]*,[^{}]*)\}/.exec(next);
    if (found === null || done.length + open.length >= MOST_ALTERNATIVES) done.push(next);
    else {
      const { 0: braces, 1: inner = "", index } = found;
      const [before, after] = [next.slice(0, index), next.slice(index + braces.length)];
      open.push(...inner.split(",").map((alternative) => before + alternative + after));
    }
  }
  return [...new Set(done.reverse())];
}
