/**
 * The models in memory: loaded when first asked for, at most three of them, the one unused for longest let go first. A
 * model whose manifest has changed on the disk is loaded again; one that is at work is let go when its work is done.
 */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { MANIFEST_FILE } from "../../model/manifest";
import { Explorer } from "../explorer";
import type { OpenOptions } from "../openModel";

const MOST_MODELS = 3;

interface Loaded {
  /** Time and size of the manifest that was read. */
  readonly stamp: string;
  readonly explorer: Promise<Explorer>;
  /** Calls at work on it. */
  users: number;
  /** Set when it is no longer in the list: the last user disposes of it. */
  dropped: boolean;
}

export class LoadedModels {
  /** By folder, the one used last at the end. */
  readonly #models = new Map<string, Loaded>();

  constructor(private readonly options: () => OpenOptions) {}

  /** Runs `work` with the explorer of a model. @throws HomotopyError "bad-model" if the package is damaged or gone */
  async use<T>(folder: string, work: (explorer: Explorer) => Promise<T>): Promise<T> {
    const directory = resolve(folder);
    const stamp = await stampOf(directory);
    const loaded = this.#get(directory, stamp);
    loaded.users++;
    try {
      return await work(await loaded.explorer);
    } finally {
      loaded.users--;
      await disposeIfDone(loaded);
    }
  }

  async release(folder: string): Promise<void> {
    await this.#drop(resolve(folder));
  }

  #get(directory: string, stamp: string): Loaded {
    const known = this.#models.get(directory);
    if (known?.stamp === stamp) {
      this.#models.delete(directory);
      this.#models.set(directory, known);
      return known;
    }
    void this.#drop(directory);
    const loaded: Loaded = { stamp, explorer: Explorer.open(directory, this.options()), users: 0, dropped: false };
    // What cannot be loaded now may be mended by the next call.
    loaded.explorer.catch(() => {
      if (this.#models.get(directory) === loaded) this.#models.delete(directory);
    });
    this.#models.set(directory, loaded);
    for (const oldest of [...this.#models.keys()].slice(0, -MOST_MODELS)) void this.#drop(oldest);
    return loaded;
  }

  async #drop(directory: string): Promise<void> {
    const loaded = this.#models.get(directory);
    if (!loaded) return;
    this.#models.delete(directory);
    loaded.dropped = true;
    await disposeIfDone(loaded);
  }
}

async function disposeIfDone(loaded: Loaded): Promise<void> {
  if (!loaded.dropped || loaded.users > 0) return;
  await loaded.explorer.then(
    (explorer) => explorer.dispose(),
    () => undefined,
  );
}

/** Changes when the package is replaced; "" if it is gone, which reading it will say better. */
async function stampOf(directory: string): Promise<string> {
  return stat(join(directory, MANIFEST_FILE)).then(
    ({ mtimeMs, size }) => `${mtimeMs} ${size}`,
    () => "",
  );
}
