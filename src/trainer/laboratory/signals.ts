/**
 * Gradient estimators seen at the posterior. A gradient by the encoder's weights is ∂(μ, ln σ²)/∂φ times a signal, and the
 * estimators differ in that signal alone: REINFORCE (Williams 1992, *Simple Statistical Gradient-Following Algorithms*,
 * eq. 4) rewards the draw that was made, the pathwise gradient (Kingma and Welling 2013, §2.4; Rezende et al. 2014) asks
 * how f would change if the draw moved.
 *
 * B sentences, L dimensions, z = μ + σ ⊙ ε; all arrays are [B·L] unless said, and gradients point uphill.
 */

/** The posteriors and one draw of noise for each. */
export interface Draw {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
  readonly noise: Float32Array;
}

/** A gradient by μ and by ln σ². */
export interface Signal {
  readonly mean: Float32Array;
  readonly logVariance: Float32Array;
}

/** z = μ + σ ⊙ ε */
export function latentsOf({ mean, logVariance, noise }: Draw): Float32Array {
  return mean.map((mu, d) => mu + Math.exp(logVariance[d] / 2) * noise[d]);
}

/** reward_n · ∇ ln q(z_n|x_n). rewards [B]: f(z_n), less a baseline that does not depend on z_n. */
export function scoreSignal({ logVariance, noise }: Draw, rewards: Float64Array): Signal {
  const latent = noise.length / rewards.length;
  const reward = (d: number): number => rewards[Math.floor(d / latent)];
  return {
    mean: noise.map((epsilon, d) => (reward(d) * epsilon) / Math.exp(logVariance[d] / 2)),
    logVariance: noise.map((epsilon, d) => (reward(d) * (epsilon * epsilon - 1)) / 2),
  };
}

/** ∇ f(μ + σ ⊙ ε) for an f that knows of the posterior only by z. slope: ∂f/∂z at the draw. */
export function pathwiseSignal({ logVariance, noise }: Draw, slope: Float32Array): Signal {
  return {
    mean: slope.slice(),
    logVariance: noise.map((epsilon, d) => (slope[d] * Math.exp(logVariance[d] / 2) * epsilon) / 2),
  };
}

/**
 * The pathwise gradient of ln p(x|z) + ln p(z) − ln q(z|x): −ln q along the path is the posterior's entropy, whose slope by
 * ln σ² is ½ whatever the draw. likelihoodSlope: ∂ ln p(x|z)/∂z.
 */
export function pathwiseBoundSignal(draw: Draw, likelihoodSlope: Float32Array): Signal {
  const z = latentsOf(draw);
  const { mean, logVariance } = pathwiseSignal(
    draw,
    likelihoodSlope.map((slope, d) => slope - z[d]),
  );
  return { mean, logVariance: logVariance.map((value) => value + 0.5) };
}

/** The trainer's: pathwise through ln p(x|z), and the KL's own gradient in closed form, which has no noise. */
export function pathwiseExactKlSignal(draw: Draw, likelihoodSlope: Float32Array): Signal {
  const { mean, logVariance } = pathwiseSignal(draw, likelihoodSlope);
  return {
    mean: mean.map((value, d) => value - draw.mean[d]),
    logVariance: logVariance.map((value, d) => value - Math.expm1(draw.logVariance[d]) / 2),
  };
}

/** f = ln p(x|z) + ln p(z) − ln q(z|x) of each draw, [B]. likelihood: ln p(x|z), [B]. */
export function rewardsOf(draw: Draw, likelihood: Float64Array): Float64Array {
  const latent = draw.noise.length / likelihood.length;
  const z = latentsOf(draw);
  return likelihood.map((value, n) => {
    let ratio = 0; // of ln p(z) to ln q(z|x): their constants cancel
    for (let d = n * latent; d < (n + 1) * latent; d++) ratio += draw.noise[d] ** 2 + draw.logVariance[d] - z[d] ** 2;
    return value + ratio / 2;
  });
}
