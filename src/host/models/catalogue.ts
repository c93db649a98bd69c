/**
 * The models that can be explored: bundled with the extension, installed by the person, kept by the workspace. Read from
 * their manifests alone; whether a model's files are sound shows when the engine loads it. No VS Code here.
 */
import { stat } from "node:fs/promises";
import { basename, isAbsolute, join, resolve } from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";
import { MANIFEST_FILE, type Manifest } from "../../model/manifest";
import { listModels } from "../../model/package/find";
import { packageHash, readManifest } from "../../model/package/readManifest";

export type ModelKind = "bundled" | "installed" | "workspace";

export interface ModelEntry {
  readonly kind: ModelKind;
  readonly directory: string;
  /** Of its folder: what the setting calls it. */
  readonly id: string;
  /** Of its manifest. */
  readonly name: string;
  readonly about?: Pick<Manifest, "version" | "language" | "license">;
  readonly hash?: string;
  readonly bytes?: number;
  /** Why it cannot be used. */
  readonly problem?: string;
}

export interface ModelPlaces {
  /** Folders that hold models, each in a folder of its own. */
  folders(kind: ModelKind): readonly string[];
  /** Folders of the workspace, which relative paths start at. */
  roots(): readonly string[];
  trusted(): boolean;
  /** Value of the setting: a name or a folder. */
  active(): string;
}

const KINDS = ["bundled", "installed", "workspace"] as const;
const SETTING = "setting homotopy.model.active";

export class ModelCatalogue {
  readonly #known = new Map<string, { readonly stamp: string; readonly entry: ModelEntry }>();

  constructor(private readonly places: ModelPlaces) {}

  /** All models, in the order of their kinds. Those of a workspace that is not trusted are not even read. */
  async list(): Promise<readonly ModelEntry[]> {
    const lists = await Promise.all(KINDS.map((kind) => this.listOf(kind)));
    return lists.flat();
  }

  async listOf(kind: ModelKind): Promise<readonly ModelEntry[]> {
    if (kind === "workspace" && !this.places.trusted()) return [];
    const directories = await listModels(this.places.folders(kind));
    return Promise.all(directories.map((directory) => this.#entry(kind, directory)));
  }

  /** The model that the setting names. @throws HomotopyError that says why it cannot be used, and what to do */
  async active(): Promise<ModelEntry> {
    const wanted = this.places.active();
    const entry = (await this.list()).find((known) => known.id === wanted) ?? (await this.#inFolder(wanted));
    if (!entry) {
      const advice = "choose another one with Homotopy: Select Model";
      throw new HomotopyError("bad-model", `There is no model ${wanted}`, SETTING, advice);
    }
    if (entry.problem !== undefined) {
      const advice = "mend the model, or choose another one with Homotopy: Select Model";
      throw new HomotopyError("bad-model", entry.problem, entry.directory, advice);
    }
    return entry;
  }

  /** A model by the hash that recipes carry. */
  async byHash(hash: string): Promise<ModelEntry | undefined> {
    return (await this.list()).find((entry) => entry.hash === hash);
  }

  /** A model that the setting gives as a folder, in a list or not. */
  async #inFolder(path: string): Promise<ModelEntry | undefined> {
    const candidates = isAbsolute(path) ? [path] : this.places.roots().map((root) => join(root, path));
    for (const directory of candidates.map((candidate) => resolve(candidate))) {
      if (this.#isInWorkspace(directory) && !this.places.trusted()) throw untrusted(directory);
      if (await isPackage(directory)) return this.#entry("workspace", directory);
    }
    return undefined;
  }

  #isInWorkspace(directory: string): boolean {
    return this.places.roots().some((root) => directory.startsWith(join(resolve(root), "/")));
  }

  async #entry(kind: ModelKind, directory: string): Promise<ModelEntry> {
    const stamp = await stampOf(directory);
    const known = this.#known.get(directory);
    if (known?.stamp === stamp && known.entry.kind === kind) return known.entry;
    const entry = await readEntry(kind, directory);
    this.#known.set(directory, { stamp, entry });
    return entry;
  }
}

function untrusted(directory: string): HomotopyError {
  return new HomotopyError(
    "unavailable",
    `The model ${basename(directory)} comes with the workspace, which is not trusted`,
    directory,
    "trust the workspace, or choose another model with Homotopy: Select Model",
  );
}

async function readEntry(kind: ModelKind, directory: string): Promise<ModelEntry> {
  const id = basename(directory);
  try {
    const manifest = await readManifest(directory);
    const { name, version, language, license, files } = manifest;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    return { kind, directory, id, name, about: { version, language, license }, hash: packageHash(manifest), bytes };
  } catch (error) {
    return { kind, directory, id, name: id, problem: error instanceof HomotopyError ? error.what : messageOf(error) };
  }
}

async function stampOf(directory: string): Promise<string> {
  return stat(join(directory, MANIFEST_FILE)).then(
    ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
    () => "",
  );
}

async function isPackage(directory: string): Promise<boolean> {
  return (await stampOf(directory)) !== "";
}
