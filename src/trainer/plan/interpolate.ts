/** Measured at some places, wanted at all of them. */

/** So many of `count` places, the first and the last among them. */
export function spread(count: number, most: number): number[] {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The function through points of ascending x, linear between neighbours and beyond the ends. One point makes a line through
 * the origin.
 */
export function through(points: readonly Point[]): (x: number) => number {
  const [first] = points;
  if (first === undefined) throw new RangeError("No point to go through");
  const known = points.length === 1 ? [{ x: 0, y: 0 }, first] : points;
  return (x) => {
    const above = known.findIndex((point) => point.x >= x);
    const index = Math.max(1, above === -1 ? known.length - 1 : above);
    const [from, to] = [known[index - 1], known[index]];
    return Math.max(0, from.y + ((x - from.x) / (to.x - from.x)) * (to.y - from.y));
  };
}
