/**
 * Homotopies between sentences (Bowman et al. 2015, §4.3): the sentences met on a path through the latent space, each
 * with the stretch of the path that decodes to it.
 *
 * The fixed homotopy decodes evenly spaced points. The adaptive one then bisects every gap whose two ends decode
 * differently until it is below a tolerance: decodes are spent only where something changes. A sentence that both begins
 * and ends between two neighbouring points that decode alike stays unseen, as with any bisection.
 */
import type { Path } from "./path";

/** Decodes a batch of latents to sentences. Points that decode to the same string are the same sentence. */
export type DecodeBatch = (latents: readonly Float32Array[]) => Promise<readonly string[]>;

export interface HomotopyStep {
  /** Where the sentence was decoded: the middle one of its points. */
  readonly t: number;
  readonly text: string;
  /** The stretch of the path that the sentence holds; the stretches of all steps tile [0, 1]. */
  readonly from: number;
  readonly to: number;
}

export interface AdaptiveOptions {
  /** Evenly spaced points to begin with, at least 2. */
  readonly points: number;
  /** Width in t below which a gap is not bisected further. */
  readonly tolerance: number;
  /** Greatest number of decodes, the first points included. */
  readonly limit: number;
}

interface Point {
  readonly t: number;
  readonly text: string;
}

/** Decodes `points` evenly spaced points, both ends included, in one batch. */
export async function fixedHomotopy(path: Path, points: number, decode: DecodeBatch): Promise<HomotopyStep[]> {
  return mergeRuns(await decodeAt(evenlySpaced(points), path, decode));
}

/** Decodes level by level, one batch a level. When the limit is near, the last level takes gaps from the whole path. */
export async function adaptiveHomotopy(
  path: Path,
  options: AdaptiveOptions,
  decode: DecodeBatch,
): Promise<HomotopyStep[]> {
  let points = await decodeAt(evenlySpaced(options.points), path, decode);
  while (points.length < options.limit) {
    const wanted = midpoints(points, options.tolerance);
    if (wanted.length === 0) break;
    const level = await decodeAt(spread(wanted, options.limit - points.length), path, decode);
    points = [...points, ...level].sort((a, b) => a.t - b.t);
  }
  return mergeRuns(points);
}

/** Joins neighbours that decoded alike. A boundary lies half-way between the two points that it separates. */
export function mergeRuns(points: readonly Point[]): HomotopyStep[] {
  const runs: Point[][] = [];
  for (const point of points) {
    const run = runs.at(-1);
    if (run !== undefined && run[0].text === point.text) run.push(point);
    else runs.push([point]);
  }
  const boundary = (index: number) => (runs[index - 1][runs[index - 1].length - 1].t + runs[index][0].t) / 2;
  return runs.map((run, index) => ({
    t: run[Math.floor((run.length - 1) / 2)].t,
    text: run[0].text,
    from: index === 0 ? 0 : boundary(index),
    to: index === runs.length - 1 ? 1 : boundary(index + 1),
  }));
}

function evenlySpaced(points: number): number[] {
  return Array.from({ length: points }, (_, index) => index / (points - 1));
}

function midpoints(points: readonly Point[], tolerance: number): number[] {
  return points.flatMap((right, index) => {
    const left = points[index - 1];
    if (left === undefined || left.text === right.text || right.t - left.t <= tolerance) return [];
    return [(left.t + right.t) / 2];
  });
}

/** At most `limit` of the items, evenly chosen. */
function spread<T>(items: readonly T[], limit: number): readonly T[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => items[Math.floor((index * items.length) / limit)]);
}

async function decodeAt(ts: readonly number[], path: Path, decode: DecodeBatch): Promise<Point[]> {
  const texts = await decode(ts.map(path));
  return ts.map((t, index) => ({ t, text: texts[index] }));
}
