/**
 * What the posteriors of a set of sentences look like together: the moments of the aggregate posterior
 * q(z) = E_x q(z|x), the KL of each dimension, its active units, and how much z can tell at most. One pass, and a few
 * numbers a dimension whatever the number of sentences.
 */
import { type Gaussian, klPerDimension } from "../latent/gaussian";
import { activeUnits } from "./activeUnits";
import { RunningMoments } from "./runningMoments";

/** All three are [latent]. */
export interface AggregateMoments {
  /** E_x μ. */
  readonly mean: ArrayLike<number>;
  /** Of draws from q(z): the root of Var μ + E σ². */
  readonly deviation: ArrayLike<number>;
  /** E_x KL(q(z_d|x) ‖ N(0, 1)), nats. */
  readonly kl: ArrayLike<number>;
}

export class AggregatePosterior implements AggregateMoments {
  readonly #means: RunningMoments;
  readonly #variances: RunningMoments;
  readonly #kl: RunningMoments;

  constructor(dimension: number) {
    this.#means = new RunningMoments(dimension);
    this.#variances = new RunningMoments(dimension);
    this.#kl = new RunningMoments(dimension);
  }

  add(posterior: Gaussian): void {
    this.#means.add(posterior.mean);
    this.#variances.add(posterior.logVariance.map(Math.exp));
    this.#kl.add(klPerDimension(posterior));
  }

  get mean(): Float64Array {
    return this.#means.mean;
  }

  get deviation(): Float64Array {
    const ofMeans = this.#means.variance;
    return this.#variances.mean.map((variance, d) => Math.sqrt(ofMeans[d] + variance));
  }

  get kl(): Float64Array {
    return this.#kl.mean;
  }

  get activeUnits(): number {
    return activeUnits(this.#means.variance);
  }
}

/**
 * An upper limit of the mutual information I(x; z), from moments alone, nats. I = E_x KL(q(z|x) ‖ p) − KL(q(z) ‖ p), and
 * of all distributions with the moments of q(z) the Gaussian with independent dimensions has the smallest KL to the
 * prior. It sees through free bits, under which a posterior that is the same for every sentence still has a KL.
 */
export function informationLimit({ mean, deviation, kl }: AggregateMoments): number {
  let limit = 0;
  for (let d = 0; d < kl.length; d++) {
    const variance = deviation[d] ** 2;
    limit += kl[d] - 0.5 * (mean[d] ** 2 + variance - 1 - Math.log(variance));
  }
  return Math.max(0, limit);
}
