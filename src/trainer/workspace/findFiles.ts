/** The files of a workspace that may hold text, and why the others are passed over. */
import { type BigIntStats, type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { HomotopyError, messageOf, throwIfCancelled } from "../../core/errors";
import { formatOf, type TextFormat } from "../../core/text/markup/formats";
import { MANIFEST_FILE } from "../../model/manifest";
import { GITIGNORE, IgnoreRules } from "./gitignore";
import { matcher, type PathTest } from "./globs";
import { largerThan, moreThan, REASONS, unreadable } from "./reasons";

export interface FindOptions {
  /** Globs of files to read: others are passed over. A file that one matches may be of any kind. */
  readonly include?: readonly string[] | undefined;
  /** Globs of files and folders to pass over, as of VS Code's `files.exclude`. */
  readonly exclude?: readonly string[] | undefined;
  /** Whether what git ignores is passed over. Default true. */
  readonly gitignore?: boolean | undefined;
  /** Whether source code is read too, for its comments. */
  readonly codeFiles?: boolean | undefined;
  /** Greatest size of a file. By default 1 GB of plain text, of which little is held, and 8 MB of other formats. */
  readonly maxFileBytes?: number | undefined;
  /** Files after which no more are looked for. Default a million. */
  readonly maxFiles?: number | undefined;
}

export interface FoundFile {
  readonly path: string;
  readonly bytes: number;
  readonly format: TextFormat;
  /** Named by the person, not found in a folder: a reason not to use it is an error. */
  readonly named: boolean;
}

/** A file or folder (its path then ends with a separator) that is not read. */
export interface SkippedEntry {
  readonly path: string;
  readonly skipped: string;
}

export type Found = FoundFile | SkippedEntry;

const LARGEST_PLAIN = 1e9;
const LARGEST_OTHER = 8e6;
const MOST_FILES = 1_000_000;
/** Entries between which a request to stop is heard. */
const BUNCH = 64;
const PACKAGE_FOLDERS: ReadonlySet<string> = new Set(["node_modules", "bower_components", "__pycache__"]);

/**
 * Goes through folders in code-unit order of the names, files and folders as they come. Hidden entries, folders of
 * packages and model packages are passed over; links are followed, but nothing is read twice, and so circles end.
 * Throws `bad-input` for a root that is not there or cannot be read, `cancelled`.
 */
export async function* findFiles(
  roots: readonly string[],
  options: FindOptions = {},
  signal?: AbortSignal,
): AsyncGenerator<Found> {
  const finder = new Finder(options, signal);
  for (const root of roots) yield* finder.root(root);
}

/** What holds below a root. */
interface Place {
  readonly root: string;
  readonly rules: IgnoreRules | undefined;
}

class Finder {
  readonly #include: PathTest | undefined;
  readonly #exclude: PathTest;
  readonly #seen = new Set<string>();
  #files = 0;

  constructor(
    private readonly options: FindOptions,
    private readonly signal: AbortSignal | undefined,
  ) {
    const { include = [], exclude = [] } = options;
    this.#include = include.length > 0 ? matcher(include) : undefined;
    this.#exclude = matcher(exclude);
  }

  async *root(root: string): AsyncGenerator<Found> {
    throwIfCancelled(this.signal, "looking for text");
    const absolute = path.resolve(root);
    try {
      const status = statSync(absolute, { bigint: true });
      if (!this.#isNew(absolute, status)) return;
      if (status.isDirectory()) {
        const place = { root: absolute, rules: await this.#rulesAbove(absolute) };
        const entries = readdirSync(absolute, { withFileTypes: true });
        yield* this.#folder(root, entries, place);
      } else if (status.isFile()) yield this.#named(root, Number(status.size));
      else throw new Error(`it is ${REASONS.device}`);
    } catch (error) {
      if (error instanceof HomotopyError) throw error;
      throw new HomotopyError("bad-input", `Cannot read this: ${messageOf(error)}`, root, "check the path", {
        cause: error,
      });
    }
  }

  #named(file: string, bytes: number): FoundFile {
    this.#files++;
    return { path: file, bytes, format: this.#formatOf(file) ?? "plain", named: true };
  }

  #rulesAbove(folder: string): Promise<IgnoreRules | undefined> {
    return this.options.gitignore === false ? Promise.resolve(undefined) : IgnoreRules.above(folder);
  }

  async *#folder(folder: string, entries: readonly Dirent[], place: Place): AsyncGenerator<Found> {
    const hasRules = this.options.gitignore !== false && entries.some(({ name }) => name === GITIGNORE);
    const rules = hasRules ? await IgnoreRules.within(path.resolve(folder), place.rules) : place.rules;
    const within = { root: place.root, rules };
    for (const [index, entry] of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)).entries()) {
      // The file system is asked synchronously, which is many times as fast; now and then all else has its turn.
      if (index % BUNCH === 0) await setImmediate();
      throwIfCancelled(this.signal, "looking for text");
      if (this.#files >= this.#mostFiles) {
        yield { path: path.join(folder, entry.name), skipped: moreThan(this.#mostFiles) };
        return;
      }
      yield* this.#entry(path.join(folder, entry.name), entry, within);
    }
  }

  /** A broken link, a folder without permission, a file that has gone meanwhile: no reason to stop. */
  async *#entry(entry: string, dirent: Dirent, place: Place): AsyncGenerator<Found> {
    const early = dirent.isSymbolicLink() ? undefined : this.#reason(entry, dirent.isDirectory(), place);
    if (early !== undefined) {
      yield { path: dirent.isDirectory() ? entry + path.sep : entry, skipped: early };
      return;
    }
    try {
      const status = statSync(entry, { bigint: true });
      const isFolder = status.isDirectory();
      const skipped =
        this.#reason(entry, isFolder, place) ??
        (isFolder ? undefined : this.#reasonOfFile(entry, status)) ??
        (this.#isNew(entry, status) ? undefined : REASONS.again);
      if (skipped !== undefined) yield { path: isFolder ? entry + path.sep : entry, skipped };
      else if (isFolder) yield* this.#below(entry, place);
      else {
        this.#files++;
        yield { path: entry, bytes: Number(status.size), format: this.#formatOf(entry) ?? "plain", named: false };
      }
    } catch (error) {
      const skipped = unreadable(error);
      if (skipped === undefined) throw error;
      yield { path: entry, skipped };
    }
  }

  async *#below(folder: string, place: Place): AsyncGenerator<Found> {
    const entries = readdirSync(folder, { withFileTypes: true });
    if (isOwn(folder, new Set(entries.map(({ name }) => name))))
      yield { path: folder + path.sep, skipped: REASONS.model };
    else yield* this.#folder(folder, entries, place);
  }

  /** Why an entry is passed over whatever is in it. */
  #reason(entry: string, isFolder: boolean, { root, rules }: Place): string | undefined {
    const name = path.basename(entry);
    if (name.startsWith(".")) return REASONS.hidden;
    if (isFolder && PACKAGE_FOLDERS.has(name)) return REASONS.packages;
    const absolute = path.resolve(entry);
    const relative = path.relative(root, absolute).replaceAll(path.sep, "/");
    if (this.#exclude(relative, isFolder)) return REASONS.excluded;
    if (rules?.ignores(absolute, isFolder)) return REASONS.ignored;
    if (isFolder) return undefined;
    if (this.#include !== undefined) return this.#include(relative, false) ? undefined : REASONS.notIncluded;
    if (this.#formatOf(entry) !== undefined) return undefined;
    return formatOf(name) === "code" ? REASONS.code : REASONS.otherKind;
  }

  #reasonOfFile(entry: string, status: BigIntStats): string | undefined {
    if (!status.isFile()) return REASONS.device;
    if (status.size === 0n) return REASONS.empty;
    const most = this.options.maxFileBytes ?? (this.#formatOf(entry) === "plain" ? LARGEST_PLAIN : LARGEST_OTHER);
    return status.size > most ? largerThan(most) : undefined;
  }

  /** The format in which a file is read; undefined for one that is not, unless it was asked for. */
  #formatOf(entry: string): TextFormat | undefined {
    const format = formatOf(path.basename(entry));
    return format === "code" && !this.options.codeFiles ? undefined : format;
  }

  /** False for what was come upon before under another name. Some file systems number nothing. */
  #isNew(entry: string, { dev, ino }: BigIntStats): boolean {
    const identity = ino === 0n ? realpathSync(entry) : `${dev}:${ino}`;
    if (this.#seen.has(identity)) return false;
    this.#seen.add(identity);
    return true;
  }

  get #mostFiles(): number {
    return this.options.maxFiles ?? MOST_FILES;
  }
}

/** Homotopy's own folders: their text is about a model, or is training text already. */
function isOwn(folder: string, names: ReadonlySet<string>): boolean {
  return names.has(MANIFEST_FILE) || (folder.endsWith(".run") && names.has("recipe.json"));
}
