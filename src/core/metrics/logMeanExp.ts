/**
 * ln (1/K Σ_k exp a_k) of numbers that come one by one, without overflow: the running sum is kept relative to the greatest
 * number so far.
 */
export class LogMeanExp {
  #greatest = Number.NEGATIVE_INFINITY;
  /** Σ_k exp(a_k − greatest). */
  #sum = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** NaN of nothing. */
  get value(): number {
    if (this.#greatest === Number.NEGATIVE_INFINITY) return this.#count === 0 ? Number.NaN : this.#greatest;
    return this.#greatest + Math.log(this.#sum / this.#count);
  }

  add(number: number): void {
    this.#count++;
    if (number === Number.NEGATIVE_INFINITY) return;
    if (number > this.#greatest) {
      this.#sum = this.#sum * Math.exp(this.#greatest - number) + 1;
      this.#greatest = number;
    } else {
      this.#sum += Math.exp(number - this.#greatest);
    }
  }
}
