/** The learned prior: a mixture fitted to the aggregate posterior, with as many components as held-out posteriors ask for. */
import { HomotopyError } from "../../errors";
import { type Pausable, toTheEnd } from "../../pausable";
import { type Random, seeded } from "../../random";
import { logDensity, standardGaussian } from "../gaussian";
import { fittingMixture } from "./expectationMaximisation";
import { type GaussianMixture, mixtureDensity } from "./mixture";
import { firstPosteriors, type Posteriors, splitPosteriors } from "./posteriors";

export interface FitPriorOptions {
  readonly seed: number;
  /** Chosen by held-out log-density if absent. */
  readonly components?: number | undefined;
  /** Told before each fit. */
  readonly progress?: (components: number) => void;
}

export interface FittedPrior {
  readonly mixture: GaussianMixture;
  /** E_q[ln p(z)] over held-out posteriors, nats a sentence. */
  readonly logDensity: number;
  /** The same of N(0, I). */
  readonly standard: number;
  /** What was tried. */
  readonly tried: readonly { readonly components: number; readonly logDensity: number }[];
  /** ln p(μ) of the held-out posterior means: what is usual. */
  readonly knownDensities: readonly number[];
  /** Posteriors that it was fitted to. */
  readonly sentences: number;
}

/** Sentences that a fit uses at most, those that it holds out among them. */
export const MOST_FITTED = 55_000;
export const MOST_COMPONENTS = 128;
/** Numbers of components that are tried, while each brings `WORTHWHILE` nats more. */
const LADDER = [1, 4, 16, 64] as const;
const WORTHWHILE = 0.01;
/** A component has to have this many sentences to be tried. */
const SENTENCES_A_COMPONENT = 50;
const HELD_SHARE = 0.1;
const MOST_HELD = 5000;
/** Multiplications of one round of EM: what keeps a fit in seconds, whatever the dimension. */
const MOST_WORK = 4e9;
/** Numbers in the factors, 1 MiB of a package. */
const MOST_NUMBERS = 2 ** 18;

/**
 * Fits to `posteriors`, a part of which is held out. Seconds: 25 for 50,000 posteriors of 32 dimensions on one core.
 * @throws HomotopyError "bad-input" for too few posteriors, "unavailable" for a latent space too wide for full covariances
 */
export function fitPrior(posteriors: Posteriors, options: FitPriorOptions): FittedPrior {
  return toTheEnd(fittingPrior(posteriors, options));
}

/** `fitPrior`, pausable. */
export function* fittingPrior(posteriors: Posteriors, options: FitPriorOptions): Pausable<FittedPrior> {
  const { seed, components, progress } = options;
  const { dimension, count } = posteriors;
  const room = componentsThatFit(dimension);
  if (components !== undefined && components > room) throw tooWide(dimension, room);
  requireEnough(count);
  const held = Math.min(MOST_HELD, Math.ceil(HELD_SHARE * count));
  const [kept, apart] = splitPosteriors(posteriors, held, MOST_FITTED - held, seeded(seed, "prior", "split"));
  const points = drawPoints(apart, seeded(seed, "prior", "held"));
  const most = Math.min(room, Math.max(1, Math.floor(kept.count / SENTENCES_A_COMPONENT)));
  const ladder = components === undefined ? LADDER.filter((size) => size <= most) : [components];

  const tried: { components: number; logDensity: number }[] = [];
  let best: { mixture: GaussianMixture; logDensity: number } | undefined;
  for (const size of ladder) {
    progress?.(size);
    const random = seeded(seed, "prior", size);
    const { mixture } = yield* fittingMixture(affordable(kept, size), { components: size, random });
    const reached = average(points, mixtureDensity(mixture));
    tried.push({ components: size, logDensity: reached });
    if (best !== undefined && reached < best.logDensity + WORTHWHILE) break;
    best = { mixture, logDensity: reached };
  }
  if (best === undefined) throw tooWide(dimension, room);
  const normal = standardGaussian(dimension);
  const standard = average(points, (z) => logDensity(normal, z));
  return { ...best, standard, tried, knownDensities: densitiesAtMeans(apart, best.mixture), sentences: kept.count };
}

/** Components whose full covariances a package has room for; 0 where not even one has. */
export function componentsThatFit(dimension: number): number {
  return Math.min(MOST_COMPONENTS, Math.floor(MOST_NUMBERS / dimension ** 2));
}

/** The posteriors are in random order: the first ones are a fair part. */
function affordable(posteriors: Posteriors, components: number): Posteriors {
  const most = Math.ceil(MOST_WORK / (components * posteriors.dimension ** 2));
  return most < posteriors.count ? firstPosteriors(posteriors, most) : posteriors;
}

/** One z ~ q(z|x) of each posterior: E_q of a mixture's log-density has no closed form. */
function drawPoints({ count, dimension: d, means, variances }: Posteriors, random: Random): Float32Array[] {
  return Array.from({ length: count }, (_, n) =>
    Float32Array.from({ length: d }, (__, i) => means[n * d + i] + Math.sqrt(variances[n * d + i]) * random.normal()),
  );
}

function densitiesAtMeans({ count, dimension: d, means }: Posteriors, mixture: GaussianMixture): number[] {
  const density = mixtureDensity(mixture);
  return Array.from({ length: count }, (_, n) => density(means.subarray(n * d, (n + 1) * d)));
}

function average(points: readonly Float32Array[], of: (z: Float32Array) => number): number {
  return points.reduce((sum, point) => sum + of(point), 0) / points.length;
}

function requireEnough(count: number): void {
  if (count >= SENTENCES_A_COMPONENT) return;
  const what = `There are ${count} sentences`;
  throw new HomotopyError("bad-input", what, "prior", `give at least ${SENTENCES_A_COMPONENT} to fit a prior to`);
}

function tooWide(dimension: number, room: number): HomotopyError {
  const what =
    room > 0
      ? `A prior of ${dimension} dimensions has room for ${room} components`
      : `A latent space of ${dimension} dimensions is too wide for a mixture of full covariances`;
  return new HomotopyError("unavailable", what, "prior", room > 0 ? "ask for fewer" : "use the standard normal prior");
}
