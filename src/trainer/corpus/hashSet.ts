import type { SentenceHash } from "./sentenceHash";

/** Entries at most: with 8 bytes an entry and three quarters filled, 256 MB. */
const MOST_SLOTS = 1 << 25;

/**
 * A set of 64-bit hashes by open addressing. It grows to a limit and no further: of a corpus beyond about 25 million
 * different sentences, later duplicates are no longer noticed. Two different sentences share a hash, and one of them is
 * lost, about once in 60,000 corpora of that size.
 */
export class HashSet {
  #slots: number;
  #count = 0;
  #entries: Uint32Array;

  constructor(
    slots = 1 << 16,
    private readonly mostSlots = MOST_SLOTS,
  ) {
    this.#slots = slots;
    this.#entries = new Uint32Array(2 * slots);
  }

  /** Adds a hash; false if it was there. A full set says true and forgets. */
  add({ high, low }: SentenceHash): boolean {
    // An empty slot is two zeros.
    const first = high === 0 && low === 0 ? 1 : high;
    const slot = this.#find(first, low);
    if (this.#entries[2 * slot] === first && this.#entries[2 * slot + 1] === low) return false;
    if (4 * (this.#count + 1) > 3 * this.#slots) {
      if (this.#slots >= this.mostSlots) return true;
      this.#grow();
      return this.add({ high, low });
    }
    this.#put(slot, first, low);
    return true;
  }

  #put(slot: number, high: number, low: number): void {
    this.#entries[2 * slot] = high;
    this.#entries[2 * slot + 1] = low;
    this.#count++;
  }

  /** The slot of a hash, or the empty one where it would go. */
  #find(high: number, low: number): number {
    const mask = this.#slots - 1;
    let slot = low & mask;
    while (true) {
      const [there, below] = [this.#entries[2 * slot], this.#entries[2 * slot + 1]];
      if ((there === 0 && below === 0) || (there === high && below === low)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    const old = this.#entries;
    this.#slots *= 2;
    this.#entries = new Uint32Array(2 * this.#slots);
    this.#count = 0;
    for (let index = 0; index < old.length; index += 2) {
      if (old[index] !== 0 || old[index + 1] !== 0) {
        this.#put(this.#find(old[index], old[index + 1]), old[index], old[index + 1]);
      }
    }
  }
}
