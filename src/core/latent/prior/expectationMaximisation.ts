/**
 * A Gaussian mixture fitted to the aggregate posterior 1/N Σ_n q(z|x_n) by expectation maximisation (Dempster, Laird and
 * Rubin 1977), with each posterior N(μ_n, diag σ_n²) in place of a draw from it. All expectations over q are then exact:
 *
 *   E: r_nk ∝ exp a_nk, with a_nk = ln π_k + E_q(z|x_n)[ln N(z; m_k, Σ_k)]
 *   M: Σ_k = Σ_n r_nk ((μ_n − m_k)(μ_n − m_k)ᵀ + diag σ_n²) / Σ_n r_nk, regularised
 *
 * What rises is Σ_n ln Σ_k exp a_nk, plus the log-density of the regularising priors. ln Σ_k exp a_nk ≤ E_q[ln p(z)]
 * (log-sum-exp is convex), so the fit maximises a bound of what is wanted, tight where posteriors are narrower than components.
 */
import { type Pausable, toTheEnd } from "../../pausable";
import type { Random } from "../../random";
import { addScaled, dot, expectedStatistics, moments, naturalParameters, statisticsLength } from "./exponentialFamily";
import { kMeans } from "./kMeans";
import { logPriorOf, maximise, type Regulariser } from "./maximisation";
import { type GaussianMixture, logSumExp } from "./mixture";
import { firstPosteriors, type Posteriors } from "./posteriors";

export interface FitOptions {
  readonly components: number;
  /** Draws the start. */
  readonly random: Random;
  readonly rounds?: Rounds;
}

/** Greatest numbers of rounds: over a first part of the posteriors, enough to find the components' places, then over all. */
export interface Rounds {
  readonly part: number;
  readonly onPart: number;
  readonly onAll: number;
}

export interface Fit {
  readonly mixture: GaussianMixture;
  /** Nats a sentence before each round over all posteriors, the regulariser's share included: it never falls. */
  readonly objective: readonly number[];
}

const ROUNDS: Rounds = { part: 10_000, onPart: 15, onAll: 3 };
/** Nats a sentence that a round has to gain for another to follow. */
const WORTHWHILE = 1e-4;
/** Responsibilities that change nothing: passing over them saves most of the work. */
const NEGLIGIBLE = 1e-6;

/** Multiplications between two places at which a fit can be left. */
const SLICE = 2 ** 25;

/** @throws HomotopyError "bad-input" if the posteriors span no volume */
export function fitMixture(posteriors: Posteriors, options: FitOptions): Fit {
  return toTheEnd(fittingMixture(posteriors, options));
}

/** `fitMixture`, pausable. */
export function* fittingMixture(posteriors: Posteriors, options: FitOptions): Pausable<Fit> {
  const { components, random, rounds = ROUNDS } = options;
  const { count, dimension } = posteriors;
  const regulariser = { covariance: wholeCovariance(posteriors), strength: dimension };
  const inParts = count > rounds.part;
  const part = inParts ? firstPosteriors(posteriors, rounds.part) : posteriors;
  const start = begin(part, components, regulariser, random);
  const fit = yield* iterate(part, start, regulariser, rounds.onPart);
  return inParts ? yield* iterate(posteriors, fit.mixture, regulariser, rounds.onAll) : fit;
}

function* iterate(
  posteriors: Posteriors,
  start: GaussianMixture,
  regulariser: Regulariser,
  rounds: number,
): Pausable<Fit> {
  const objective: number[] = [];
  let mixture = start;
  for (let round = 0; round < rounds; round++) {
    const { statistics, bound } = yield* expectation(posteriors, mixture);
    objective.push((bound + logPriorOf(mixture, regulariser)) / posteriors.count);
    if (round > 0 && objective[round] - objective[round - 1] < WORTHWHILE) break;
    mixture = maximise(statistics, posteriors.dimension, regulariser);
  }
  return { mixture, objective };
}

/** One pass: each posterior's statistics go to the components in proportion to its responsibilities. */
function* expectation(
  posteriors: Posteriors,
  { components, dimension }: GaussianMixture,
): Pausable<{ readonly statistics: readonly Float64Array[]; readonly bound: number }> {
  const parameters = components.map(({ mean, factor }) => naturalParameters(mean, factor));
  const logWeights = components.map(({ weight }) => Math.log(weight));
  const statistics = components.map(() => new Float64Array(statisticsLength(dimension)));
  const terms = new Float64Array(components.length);
  let bound = 0;
  const add = (own: Float64Array): void => {
    for (let k = 0; k < terms.length; k++) terms[k] = logWeights[k] + dot(parameters[k], own);
    const total = logSumExp(terms);
    bound += total;
    for (let k = 0; k < terms.length; k++) {
      const responsibility = Math.exp(terms[k] - total);
      if (responsibility > NEGLIGIBLE) addScaled(statistics[k], responsibility, own);
    }
  };
  const atOnce = Math.ceil(SLICE / (components.length * statisticsLength(dimension)));
  for (let from = 0; from < posteriors.count; from += atOnce) {
    eachStatistics(posteriors, add, from, Math.min(posteriors.count, from + atOnce));
    yield;
  }
  return { statistics, bound };
}

function begin(posteriors: Posteriors, components: number, regulariser: Regulariser, random: Random): GaussianMixture {
  const { dimension } = posteriors;
  const cluster = kMeans(posteriors, components, random);
  const statistics = Array.from({ length: components }, () => new Float64Array(statisticsLength(dimension)));
  eachStatistics(posteriors, (own, n) => addScaled(statistics[cluster[n]], 1, own));
  return maximise(statistics, dimension, regulariser);
}

function wholeCovariance(posteriors: Posteriors): Float64Array {
  const sum = new Float64Array(statisticsLength(posteriors.dimension));
  eachStatistics(posteriors, (own) => addScaled(sum, 1, own));
  return moments(sum, posteriors.dimension).covariance;
}

/** E_q[φ] of each posterior, or of some in a row, in an array that the next one overwrites. */
function eachStatistics(
  { count, dimension: d, means, variances }: Posteriors,
  take: (statistics: Float64Array, n: number) => void,
  from = 0,
  to = count,
): void {
  const own = new Float64Array(statisticsLength(d));
  for (let n = from; n < to; n++) {
    const [start, end] = [n * d, (n + 1) * d];
    take(expectedStatistics(means.subarray(start, end), variances.subarray(start, end), own), n);
  }
}
