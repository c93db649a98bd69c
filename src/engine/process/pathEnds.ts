/** The latents at the ends of a path, kept while a slider moves along it: a step then costs one decoding, no encoding. */
import { type Path, pathBetween } from "../../core/latent/path";
import type { PathPoint } from "../../protocol/engine";
import type { Explorer } from "../explorer";

interface KeptPath {
  readonly explorer: Explorer;
  readonly key: string;
  readonly path: Promise<Path>;
}

export class PathEnds {
  #kept: KeptPath | undefined;

  /** The point of the path between the posterior means of two sentences; of t only what lies in [0, 1] counts. */
  async latentAt(
    explorer: Explorer,
    from: string,
    to: string,
    at: PathPoint,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const key = JSON.stringify([from, to, at.path]);
    if (this.#kept?.explorer !== explorer || this.#kept.key !== key) {
      const kept = { explorer, key, path: pathOf(explorer, from, to, at.path, signal) };
      this.#kept = kept;
      // A failed or cancelled encoding must not stand in the way of the next step.
      kept.path.catch(() => {
        if (this.#kept === kept) this.#kept = undefined;
      });
    }
    const path = await this.#kept.path;
    return path(Math.min(1, Math.max(0, at.t)));
  }
}

async function pathOf(
  explorer: Explorer,
  from: string,
  to: string,
  name: PathPoint["path"],
  signal: AbortSignal,
): Promise<Path> {
  const [start, end] = await explorer.encode([from, to], signal);
  return pathBetween(name, start.mean, end.mean);
}
