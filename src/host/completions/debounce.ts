/**
 * How long to wait after a keystroke before the engine is asked. Next to nothing at first: VS Code waits 50 ms itself, and a
 * request that a keystroke overtakes stops within a token. Longer while keys follow each other fast, since nobody looks
 * then, and longer with each suggestion that was seen and not taken, since they are in the way then.
 */

/** Milliseconds; the most that is waited. */
export const LONGEST_DELAY = 350;
/** Of the hurry alone. */
const HURRY = 30;
/** Gap between two keys from which nobody is in a hurry; a longer pause says nothing about the pace. */
const UNHURRIED_GAP = 250;
const PAUSE = 1000;
/** Weight of the newest gap in the mean. */
const NEWEST = 0.3;
/** Refusals in a row that cost nothing, and the wait that each further one adds. */
const FREE_REFUSALS = 3;
const REFUSAL = 20;
const MOST_REFUSALS = FREE_REFUSALS + LONGEST_DELAY / REFUSAL;

export class AdaptiveDebounce {
  #lastKey: number | undefined;
  #gap = UNHURRIED_GAP;
  #refusals = 0;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(private readonly now: () => number) {}

  typed(): void {
    const now = this.now();
    const gap = now - (this.#lastKey ?? Number.NEGATIVE_INFINITY);
    this.#lastKey = now;
    if (gap < PAUSE) this.#gap += NEWEST * (gap - this.#gap);
    else this.#gap = UNHURRIED_GAP;
  }

  refused(): void {
    this.#refusals = Math.min(this.#refusals + 1, MOST_REFUSALS);
  }

  accepted(): void {
    this.#refusals = 0;
  }

  /** Milliseconds, from 0 to `LONGEST_DELAY`. */
  get delay(): number {
    const hurry = Math.max(0, 1 - this.#gap / UNHURRIED_GAP);
    const unwanted = Math.max(0, this.#refusals - FREE_REFUSALS);
    return Math.min(LONGEST_DELAY, Math.round(HURRY * hurry + REFUSAL * unwanted));
  }
}
