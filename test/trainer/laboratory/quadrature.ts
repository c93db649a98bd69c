/** Expectations under N(0, 1), exact for polynomials up to degree nine: Gauss and Hermite's five points. */
const POINTS = [
  { at: 0, weight: 8 / 15 },
  ...[-1, 1].flatMap((sign) =>
    [-1, 1].map((side) => ({
      at: sign * Math.sqrt(5 + side * Math.sqrt(10)),
      weight: (7 - side * 2 * Math.sqrt(10)) / 60,
    })),
  ),
];

/** E[f(ε)] */
export function expectation(f: (epsilon: number) => number): number {
  return POINTS.reduce((sum, { at, weight }) => sum + weight * f(at), 0);
}

/** Var[f(ε)] */
export function variance(f: (epsilon: number) => number): number {
  return expectation((epsilon) => f(epsilon) ** 2) - expectation(f) ** 2;
}
