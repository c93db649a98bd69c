/** How much of a corpus is held out, and which sentences. */

const SHARE = 1 / 50;
const FEWEST = 200;
const MOST = 2000;
/** A corpus too small for `FEWEST` gives this much. */
const SMALL_SHARE = 1 / 10;

/** Sentences to hold out of so many: one in 50, at least 200 and at most 2,000; a tenth of fewer than 2,000 sentences. */
export function heldOutCount(sentences: number): number {
  if (sentences * SMALL_SHARE < FEWEST) return Math.ceil(sentences * SMALL_SHARE);
  return Math.min(MOST, Math.max(FEWEST, Math.round(sentences * SHARE)));
}

/**
 * Keeps the smallest of many numbers, in memory for twice the greatest held-out set. Sentences whose hash is among the
 * smallest are held out: that needs neither their order nor their number beforehand.
 */
export class SmallestNumbers {
  #numbers: number[] = [];
  #bound = Number.POSITIVE_INFINITY;

  add(number: number): void {
    if (number > this.#bound) return;
    this.#numbers.push(number);
    if (this.#numbers.length >= 2 * MOST) this.#prune();
  }

  /** The `rank`-th smallest number, counted from 1; for a rank of 0 less than every number. */
  nth(rank: number): number {
    this.#prune();
    return rank === 0 ? Number.NEGATIVE_INFINITY : this.#numbers[Math.min(rank, this.#numbers.length) - 1];
  }

  #prune(): void {
    this.#numbers.sort((a, b) => a - b);
    this.#numbers.length = Math.min(this.#numbers.length, MOST);
    if (this.#numbers.length === MOST) this.#bound = this.#numbers[MOST - 1];
  }
}
