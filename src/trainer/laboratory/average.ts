/** A running mean and variance of numbers (Welford 1962). */
export class Average {
  #count = 0;
  #mean = 0;
  #squares = 0;

  add(x: number): void {
    this.#count++;
    const difference = x - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (x - this.#mean);
  }

  /** 0 before the first number. */
  get value(): number {
    return this.#mean;
  }

  /** Of the numbers, not of their mean; 0 before the second. */
  get deviation(): number {
    return this.#count < 2 ? 0 : Math.sqrt(this.#squares / (this.#count - 1));
  }
}
