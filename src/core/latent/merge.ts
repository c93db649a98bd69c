/** Different draws of z often decode to the same sentence; a list for people shows each sentence once, with its count. */

export interface Merged<T> {
  /** The draw that stands for all with its key. */
  readonly draw: T;
  readonly count: number;
}

/**
 * Groups draws by key. `compare` orders draws of one key, the first of them standing for all, and breaks ties between
 * equal counts; most frequent first. Equal in every respect: in order of first appearance.
 */
export function mergeDraws<T>(
  draws: readonly T[],
  key: (draw: T) => string,
  compare: { readonly within: (a: T, b: T) => number; readonly between: (a: T, b: T) => number },
): Merged<T>[] {
  const groups = new Map<string, T[]>();
  for (const draw of draws) {
    const group = groups.get(key(draw));
    if (group) group.push(draw);
    else groups.set(key(draw), [draw]);
  }
  return [...groups.values()]
    .map((group) => ({
      draw: group.reduce((best, draw) => (compare.within(draw, best) < 0 ? draw : best)),
      count: group.length,
    }))
    .sort((a, b) => b.count - a.count || compare.between(a.draw, b.draw));
}
