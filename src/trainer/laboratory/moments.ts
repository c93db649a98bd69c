/**
 * Mean and total variance of several estimators' gradients over a stream of draws, for each group of weights (Welford 1962).
 * Held are one mean vector an estimator and two sums a group: nothing grows with the draws. The co-moment with the reference
 * is kept because all estimators see the same noise: their difference varies less than its parts would say.
 */

/** A run of weights in a gradient vector. */
export interface Group {
  readonly name: string;
  readonly size: number;
}

/** Sums over a group's weights, of an estimator's gradient g and the reference's r. */
export interface GroupMoments {
  /** ‖E[g]‖, of the mean over the draws */
  readonly meanNorm: number;
  /** ‖E[r]‖ */
  readonly referenceNorm: number;
  /** tr Cov(g): Σ of the weights' variances, unbiased */
  readonly variance: number;
  /** ‖E[g] − E[r]‖ */
  readonly meanDifference: number;
  /** √(tr Cov(g − r) / draws): what that difference is by chance, root mean square, if both expect the same */
  readonly standardError: number;
}

export class GradientMoments {
  #draws = 0;
  readonly #means: readonly Float64Array[];
  /** By estimator and group: Σ (g − E[g])², and Σ (g − E[g])(r − E[r]). */
  readonly #squares: readonly Float64Array[];
  readonly #products: readonly Float64Array[];

  /** `reference`: the index of the estimator that the others are compared with. */
  constructor(
    readonly groups: readonly Group[],
    estimators: number,
    private readonly reference: number,
  ) {
    const size = groups.reduce((sum, group) => sum + group.size, 0);
    const vectors = (length: number) => Array.from({ length: estimators }, () => new Float64Array(length));
    this.#means = vectors(size);
    this.#squares = vectors(groups.length);
    this.#products = vectors(groups.length);
  }

  /** One draw: each estimator's gradient over all groups, end to end. */
  add(gradients: readonly Float32Array[]): void {
    this.#draws++;
    const reference = gradients[this.reference];
    // The others need the reference's new mean.
    this.#addTo(this.reference, reference, reference);
    for (const [index, gradient] of gradients.entries()) {
      if (index !== this.reference) this.#addTo(index, gradient, reference);
    }
  }

  #addTo(index: number, gradient: Float32Array, reference: Float32Array): void {
    const mean = this.#means[index];
    const referenceMean = this.#means[this.reference];
    let start = 0;
    for (const [group, { size }] of this.groups.entries()) {
      let squares = 0;
      let products = 0;
      for (let i = start; i < start + size; i++) {
        const difference = gradient[i] - mean[i];
        mean[i] += difference / this.#draws;
        squares += difference * (gradient[i] - mean[i]);
        products += difference * (reference[i] - referenceMean[i]);
      }
      this.#squares[index][group] += squares;
      this.#products[index][group] += products;
      start += size;
    }
  }

  /** Of an estimator and the groups from `first` to before `end`. Needs two draws. */
  of(estimator: number, first: number, end: number): GroupMoments {
    const before = (group: number) => this.groups.slice(0, group).reduce((sum, { size }) => sum + size, 0);
    const mean = this.#means[estimator].subarray(before(first), before(end));
    const reference = this.#means[this.reference].subarray(before(first), before(end));
    const variance = (sums: readonly Float64Array[], of: number) =>
      sums[of].subarray(first, end).reduce((sum, value) => sum + value, 0) / (this.#draws - 1);
    const own = variance(this.#squares, estimator);
    const others = variance(this.#squares, this.reference);
    const ofDifference = own + others - 2 * variance(this.#products, estimator);
    return {
      meanNorm: norm(mean),
      referenceNorm: norm(reference),
      variance: own,
      meanDifference: norm(mean.map((value, i) => value - reference[i])),
      standardError: Math.sqrt(Math.max(0, ofDifference) / this.#draws),
    };
  }
}

function norm(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
