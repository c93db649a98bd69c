/** In which languages a text is, by n-grams (eld), from samples spread over it. */
import { eld } from "eld/extrasmall";

/** UTF-16 units of a sample: enough to be sure of. */
const SAMPLE = 240;
/** Text between two samples at first; it doubles with each bunch of samples, so that their number grows as a logarithm. */
const FIRST_STRIDE = 1000;
const BUNCH = 500;

export interface LanguageShare {
  /** ISO 639-1; "und" where the letters say nothing. */
  readonly language: string;
  /** Of the text, from 0 to 1. */
  readonly share: number;
}

/** The language of a text; undefined for one without letters. A sentence is enough mostly, three are surer. */
export function detectLanguage(text: string): string | undefined {
  return eld.detect(text).language || undefined;
}

/** Takes sentences as they come and tells the shares at the end. */
export class LanguageShares {
  readonly #weights = new Map<string, number>();
  #sample = "";
  #passed = 0;
  #stride = FIRST_STRIDE;
  #samples = 0;

  add(sentence: string): void {
    this.#passed += sentence.length;
    if (this.#sample.length < SAMPLE) this.#sample += `${sentence} `;
    else if (this.#passed >= this.#stride) this.#look();
  }

  /** Shares, the greatest first; none of no text. */
  shares(): LanguageShare[] {
    if (this.#sample !== "") this.#look();
    const total = [...this.#weights.values()].reduce((sum, weight) => sum + weight, 0);
    return [...this.#weights]
      .map(([language, weight]) => ({ language, share: weight / total }))
      .sort((a, b) => b.share - a.share || (a.language < b.language ? -1 : 1));
  }

  #look(): void {
    const language = detectLanguage(this.#sample) ?? "und";
    this.#weights.set(language, (this.#weights.get(language) ?? 0) + this.#passed);
    this.#sample = "";
    this.#passed = 0;
    if (++this.#samples % BUNCH === 0) this.#stride *= 2;
  }
}
