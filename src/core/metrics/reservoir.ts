/**
 * A fair subset of items whose number is not known beforehand: each of those seen is in it with equal probability
 * (Vitter 1985, algorithm R). While all fit, it is all of them in their order.
 */
import type { Random } from "../random";

export class Reservoir<T> {
  readonly #items: T[] = [];
  #seen = 0;

  constructor(
    private readonly capacity: number,
    private readonly random: Random,
  ) {}

  get items(): readonly T[] {
    return this.#items;
  }

  add(item: T): void {
    this.#seen++;
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return;
    }
    const place = this.random.integer(this.#seen);
    if (place < this.capacity) this.#items[place] = item;
  }
}
