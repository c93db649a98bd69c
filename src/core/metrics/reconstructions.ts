/**
 * How sentences come back from the latent space: the share that is restored exactly, and corpus BLEU-4, over all and by
 * length, since short sentences are easy and hide what happens to long ones.
 */
import { bleuCounts, CorpusBleu } from "./bleu";
import { countWords, splitIntoWords, type WordKind } from "./words";

export interface Restored {
  readonly sentences: number;
  /** Share restored exactly; 0 of nothing, as BLEU. */
  readonly exact: number;
  readonly bleu: number;
}

/** In words, punctuation not counted. */
export interface LengthRange {
  readonly least: number;
  /** Undefined: no limit. */
  readonly most?: number | undefined;
}

export type RestoredByLength = Restored & LengthRange;

const LENGTHS: readonly LengthRange[] = [{ least: 0, most: 10 }, { least: 11, most: 20 }, { least: 21 }];

/** `up to 10 words`, `11 to 20 words`, `21 words and more`. */
export function lengthName({ least, most }: LengthRange): string {
  if (most === undefined) return `${least} words and more`;
  return least === 0 ? `up to ${most} words` : `${least} to ${most} words`;
}

export class Reconstructions {
  readonly #all = new Tally();
  readonly #byLength = LENGTHS.map((range) => ({ range, tally: new Tally() }));

  constructor(private readonly words: WordKind) {}

  add(original: string, restored: string): void {
    const reference = splitIntoWords(original, this.words);
    const counts = bleuCounts(splitIntoWords(restored, this.words), [reference]);
    const length = countWords(reference);
    const bucket = this.#byLength.findLast(({ range }) => length >= range.least);
    for (const tally of [this.#all, bucket?.tally]) {
      tally?.bleu.add(counts);
      tally?.count(original === restored);
    }
  }

  get all(): Restored {
    return this.#all.result;
  }

  get byLength(): RestoredByLength[] {
    return this.#byLength.map(({ range, tally }) => ({ ...range, ...tally.result }));
  }
}

class Tally {
  readonly bleu = new CorpusBleu();
  #sentences = 0;
  #exact = 0;

  count(exact: boolean): void {
    this.#sentences++;
    if (exact) this.#exact++;
  }

  get result(): Restored {
    const sentences = this.#sentences;
    return { sentences, exact: sentences === 0 ? 0 : this.#exact / sentences, bleu: this.bleu.value };
  }
}
