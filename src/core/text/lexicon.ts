/**
 * The words of a text, letter case apart. A model that writes word pieces joins some to words that there are not; a lexicon of
 * the text that it was trained on tells those.
 *
 * A word is a run of letters between anything else, so that "don't" is two of them. Scripts that leave no space between words
 * have none here: their sentences are never held against a lexicon.
 */
const SPACELESS = ["Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar", "Tibetan"];
const LETTER = `(?:(?![${SPACELESS.map((script) => `\\p{scx=${script}}`).join("")}])[\\p{L}\\p{M}\\uFFFD])`;
const WORD = new RegExp(`${LETTER}+`, "gu");
const ENDS_IN_LETTER = new RegExp(`${LETTER}$`, "u");

/** The words of a text, folded (also the sigma that ends a word), in order, each as often as it comes. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().replaceAll("ς", "σ").match(WORD) ?? [];
}

/** Whether the text may go on with its last word. */
export function endsInLetter(text: string): boolean {
  return ENDS_IN_LETTER.test(text);
}

export class Lexicon {
  /** @param words folded, different, ascending by UTF-16 code unit */
  constructor(readonly words: readonly string[]) {}

  static of(words: Iterable<string>): Lexicon {
    return new Lexicon([...new Set(words)].sort());
  }

  has(word: string): boolean {
    return this.words[this.#firstFrom(word)] === word;
  }

  /** Whether a word begins so, or is it. */
  hasBeginning(prefix: string): boolean {
    return this.words[this.#firstFrom(prefix)]?.startsWith(prefix) ?? false;
  }

  /** Index of the first word that does not come before `text`. */
  #firstFrom(text: string): number {
    let [low, high] = [0, this.words.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.words[middle] < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
