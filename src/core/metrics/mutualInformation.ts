/**
 * Mutual information of sentence and latent under the encoder, I(x; z) = E_x KL(q(z|x) ‖ p) − KL(q(z) ‖ p), by Monte
 * Carlo with one draw z_n ~ q(z|x_n) a sentence and the aggregate posterior taken over M sentences:
 *
 *     1/N Σ_n [ln q(z_n|x_n) − ln 1/M Σ_m q(z_n|x_m)]
 *
 * No term exceeds ln M, so an estimate near its ceiling means "at least this much". Two estimators are in use: over the
 * full set, M = N (Dieng et al. 2019; Li et al. 2019, *A Surprisingly Effective Fix*), and within batches of M ≤ 32
 * sentences (Hoffman and Johnson 2016; He et al. 2019, *Lagging Inference Networks*). They are not comparable.
 */
import type { Gaussian } from "../latent/gaussian";

/** A sentence's posterior and one draw from it. */
export interface PosteriorDraw {
  readonly posterior: Gaussian;
  readonly z: Float32Array;
}

/** Sentences of a batch of the within-batch estimator. */
export const INFORMATION_BATCH = 32;

/** Posteriors whose densities are computed side by side. */
const WIDTH = 4;
const LOG_TWO_PI = Math.log(2 * Math.PI);

/** The full-set estimate, nats; time N²·latent, memory N·latent. */
export function fullSetInformation(draws: readonly PosteriorDraw[]): number {
  return informationSum(draws) / draws.length;
}

/** Averages over batches of sentences that come one by one, each batch by its size. */
export class WithinBatchInformation {
  #batch: PosteriorDraw[] = [];
  #sum = 0;
  #count = 0;

  constructor(private readonly size = INFORMATION_BATCH) {}

  add(draw: PosteriorDraw): void {
    this.#batch.push(draw);
    if (this.#batch.length < this.size) return;
    this.#sum += informationSum(this.#batch);
    this.#count += this.#batch.length;
    this.#batch = [];
  }

  /** The estimate so far, an unfinished batch included; nats. */
  get value(): number {
    return (this.#sum + informationSum(this.#batch)) / (this.#count + this.#batch.length);
  }

  /** ln M. */
  get ceiling(): number {
    return Math.log(this.#count > 0 ? this.size : this.#batch.length);
  }
}

/** Σ_n [ln q(z_n|x_n) − ln 1/N Σ_m q(z_n|x_m)], a few m at a time for all n. */
function informationSum(draws: readonly PosteriorDraw[]): number {
  const count = draws.length;
  const densities = new Float64Array(WIDTH);
  const sums = new LogSums(count);
  let own = 0;
  for (let start = 0; start < count; start += WIDTH) {
    const group = groupOf(draws.slice(start, start + WIDTH));
    for (let n = 0; n < count; n++) {
      logDensities(group, draws[n].z, densities);
      for (let m = 0; m < group.count; m++) sums.add(n, densities[m]);
      if (n >= start && n < start + WIDTH) own += densities[n - start];
    }
  }
  let aggregate = 0;
  for (let n = 0; n < count; n++) aggregate += sums.mean(n, count);
  return own - aggregate;
}

/** Posteriors side by side, [latent, WIDTH]: one pass over z gives all their densities, which do not wait for each other. */
interface Group {
  readonly count: number;
  readonly means: Float64Array;
  readonly halfPrecisions: Float64Array;
  /** ln q at the mean. */
  readonly peaks: Float64Array;
}

function groupOf(draws: readonly PosteriorDraw[]): Group {
  const dimension = draws[0].z.length;
  const means = new Float64Array(dimension * WIDTH);
  const halfPrecisions = new Float64Array(dimension * WIDTH);
  const peaks = new Float64Array(WIDTH);
  draws.forEach(({ posterior: { mean, logVariance } }, m) => {
    for (let d = 0; d < dimension; d++) {
      means[d * WIDTH + m] = mean[d];
      halfPrecisions[d * WIDTH + m] = 0.5 * Math.exp(-logVariance[d]);
      peaks[m] -= 0.5 * (LOG_TWO_PI + logVariance[d]);
    }
  });
  return { count: draws.length, means, halfPrecisions, peaks };
}

/** ln q(z|x_m) of the group's posteriors, into `densities`. */
function logDensities({ means, halfPrecisions, peaks }: Group, z: Float32Array, densities: Float64Array): void {
  let a = peaks[0];
  let b = peaks[1];
  let c = peaks[2];
  let d = peaks[3];
  for (let dimension = 0, at = 0; dimension < z.length; dimension++, at += WIDTH) {
    const value = z[dimension];
    const fromA = value - means[at];
    const fromB = value - means[at + 1];
    const fromC = value - means[at + 2];
    const fromD = value - means[at + 3];
    a -= fromA * fromA * halfPrecisions[at];
    b -= fromB * fromB * halfPrecisions[at + 1];
    c -= fromC * fromC * halfPrecisions[at + 2];
    d -= fromD * fromD * halfPrecisions[at + 3];
  }
  densities[0] = a;
  densities[1] = b;
  densities[2] = c;
  densities[3] = d;
}

/** Running log-sum-exp of many rows. */
class LogSums {
  readonly #greatest: Float64Array;
  readonly #sums: Float64Array;

  constructor(rows: number) {
    this.#greatest = new Float64Array(rows).fill(Number.NEGATIVE_INFINITY);
    this.#sums = new Float64Array(rows);
  }

  add(row: number, number: number): void {
    const difference = number - this.#greatest[row];
    if (difference <= 0) {
      // exp(−40) is below what a double can add to 1.
      if (difference > -40) this.#sums[row] += Math.exp(difference);
      return;
    }
    this.#sums[row] = this.#sums[row] * Math.exp(-difference) + 1;
    this.#greatest[row] = number;
  }

  mean(row: number, count: number): number {
    return this.#greatest[row] + Math.log(this.#sums[row] / count);
  }
}
