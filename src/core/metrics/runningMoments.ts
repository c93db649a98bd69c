/** Mean and variance of vectors that come one by one (Welford 1962): exact however far the mean lies from zero. */
export class RunningMoments {
  readonly mean: Float64Array;
  readonly #squares: Float64Array;
  #count = 0;

  constructor(dimension: number) {
    this.mean = new Float64Array(dimension);
    this.#squares = new Float64Array(dimension);
  }

  get count(): number {
    return this.#count;
  }

  /** Of each dimension, divided by the number of vectors. */
  get variance(): Float64Array {
    return this.#squares.map((sum) => sum / this.#count);
  }

  add(vector: ArrayLike<number>): void {
    this.#count++;
    for (let d = 0; d < this.mean.length; d++) {
      const difference = vector[d] - this.mean[d];
      this.mean[d] += difference / this.#count;
      this.#squares[d] += difference * (vector[d] - this.mean[d]);
    }
  }
}
