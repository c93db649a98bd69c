/** The latents at the ends of a path, kept while a slider moves along it: each step then costs one decoding alone. */
import { type Path, pathBetween } from "../../core/latent/path";
import type { PathPoint } from "../../protocol/engine";
import type { Explorer } from "../explorer";

interface KeptPath {
  readonly explorer: Explorer;
  readonly key: string;
  readonly ends: Promise<Ends>;
}

interface Ends {
  readonly path: Path;
  readonly texts: readonly [string, string];
}

export interface PointBetween {
  readonly latent: Float32Array;
  /** The sentences at the ends as the model read them. */
  readonly texts: readonly [string, string];
}

export class PathEnds {
  #kept: KeptPath | undefined;

  /** The point of the path that `interpolate` walks between two sentences; of t only what lies in [0, 1] counts. */
  async pointAt(explorer: Explorer, from: string, to: string, at: PathPoint): Promise<PointBetween> {
    const key = JSON.stringify([from, to, at.path]);
    if (this.#kept?.explorer !== explorer || this.#kept.key !== key) {
      const kept = { explorer, key, ends: endsOf(explorer, from, to, at.path) };
      this.#kept = kept;
      // What has failed must not stand in the way of the next step.
      kept.ends.catch(() => {
        if (this.#kept === kept) this.#kept = undefined;
      });
    }
    const { path, texts } = await this.#kept.ends;
    return { latent: path(Math.min(1, Math.max(0, at.t))), texts };
  }
}

/** Not to be cancelled: the step that comes next waits for the same ends. */
async function endsOf(explorer: Explorer, from: string, to: string, name: PathPoint["path"]): Promise<Ends> {
  const [start, end] = await explorer.refine([from, to]);
  return { path: pathBetween(name, start.mean, end.mean), texts: [start.text, end.text] };
}
