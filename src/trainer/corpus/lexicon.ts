/** The words of the training text as they pass by, for the lexicon of the model. */
import { readFile } from "node:fs/promises";
import { Lexicon, wordsOf } from "../../core/text/lexicon";
import { parseLexicon } from "../../model/package/lexicon";

/** A text with more is no language that has words to be kept to, and its lexicon would outgrow the model. */
const MOST_WORDS = 1_000_000;

export class WordCollector {
  readonly #words = new Set<string>();

  add(sentence: string): void {
    if (this.#words.size > MOST_WORDS) return;
    for (const word of wordsOf(sentence)) this.#words.add(word);
  }

  /** Undefined of a text that has no words, or no end of them. */
  lexicon(): Lexicon | undefined {
    const { size } = this.#words;
    return size > 0 && size <= MOST_WORDS ? Lexicon.of(this.#words) : undefined;
  }
}

/** The lexicon in a file; undefined where there is none. @throws HomotopyError "bad-model" for a damaged one */
export async function readLexiconFile(file: string): Promise<Lexicon | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseLexicon(text, file);
}
