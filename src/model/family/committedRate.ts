/**
 * The posterior with a committed rate of Razavi et al. 2019 (*Preventing Posterior Collapse with δ-VAEs*, §2.2, independent
 * Gaussians): its family is so narrow that no member comes nearer to the prior N(0, 1) than δ nats a dimension.
 *
 * 2·KL(N(μ, v) ‖ N(0, 1)) = μ² + v − 1 − ln v, so KL ≥ δ wherever μ² ≥ m(v) = 2δ + 1 + ln v − v. That is no demand outside
 * of the two variances at which m is 0; between them the encoder's numbers u and s become
 *
 *     ln v = l + (h − l) · sigmoid(s),     μ = ±√(m(v) + u²) with u's sign,
 *
 * which makes the KL δ + u²/2 whatever the variance. (The paper adds max(0, u) to √m: means on one side of the prior alone,
 * so that draws from the prior fall mostly where no sentence is.)
 */

/** The ends l ≤ 0 ≤ h of ln v: the roots of m. `delta` in nats, at least 0. */
export function logVarianceBounds(delta: number): { readonly lower: number; readonly upper: number } {
  const m = (logVariance: number): number => leastSquaredMean(logVariance, delta);
  return { lower: root(m, -(2 * delta + 1), 0), upper: root(m, 1 + Math.log(2 * delta + 2), 0) };
}

/** m(v): what μ² must come to. */
export function leastSquaredMean(logVariance: number, delta: number): number {
  return 2 * delta + 1 + logVariance - Math.exp(logVariance);
}

/**
 * Added to μ²: it keeps the root's slope finite and holds the KL above δ where float32 rounds, by 1e-5 · (1 + 2δ) / 2 nats.
 */
export function roundingMargin(delta: number): number {
  return 1e-5 * (1 + 2 * delta);
}

/** Between a point where the function is negative and one where it is not, as near as doubles allow; the latter end. */
function root(of: (x: number) => number, negative: number, other: number): number {
  let outside = negative;
  let inside = other;
  for (;;) {
    const middle = (outside + inside) / 2;
    if (middle === outside || middle === inside) return inside;
    if (of(middle) < 0) outside = middle;
    else inside = middle;
  }
}
