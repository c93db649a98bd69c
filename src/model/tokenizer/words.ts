/**
 * Word level, for benchmarks on pre-tokenised text: words are what stands between spaces, exactly as it is, and a word
 * outside the vocabulary is `<unk>`. Decoding joins words with single spaces.
 */
import { HomotopyError } from "../../core/errors";
import { isSpecialName, SPECIAL, SPECIAL_NAMES, withoutMarks } from "./specials";
import type { Tokenizer } from "./tokenizer";

/**
 * The most frequent words, at most `size` entries with the specials; of equally frequent ones those first in code-unit
 * order. `counts`: occurrences of each word.
 */
export function frequentWords(counts: ReadonlyMap<string, number>, size: number): string[] {
  if (!Number.isInteger(size) || size <= SPECIAL_NAMES.length) {
    throw new HomotopyError(
      "bad-call",
      `A vocabulary of ${size} words is too small`,
      "vocabulary",
      `choose more than ${SPECIAL_NAMES.length}, the number of special tokens`,
    );
  }
  return [...counts]
    .filter(([word]) => !isSpecialName(word))
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, size - SPECIAL_NAMES.length)
    .map(([word]) => word);
}

/** The words of a pre-tokenised text. */
export function splitWords(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

export class WordTokenizer implements Tokenizer {
  readonly kind = "words";
  readonly special = SPECIAL;
  readonly #words: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** `words`: the vocabulary without the specials, each once; ids follow their order. */
  constructor(words: readonly string[]) {
    this.#words = [...SPECIAL_NAMES, ...words];
    // A text's "<unk>" is the unknown word; its "<s>" is no begin mark.
    this.#ids = new Map([...words.map((word, index) => [word, SPECIAL_NAMES.length + index] as const)]);
    if (this.#ids.size < words.length || words.some((word) => isSpecialName(word) || splitWords(word)[0] !== word)) {
      throw new HomotopyError(
        "bad-input",
        "The vocabulary has a word twice, one with a space in it, or a special token",
        "vocabulary",
        `list each word once, without ${SPECIAL_NAMES.join(", ")}`,
      );
    }
  }

  get size(): number {
    return this.#words.length;
  }

  async encodeBatch(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    return texts.map((text) => splitWords(text).map((word) => this.#ids.get(word) ?? SPECIAL.unk));
  }

  async decodeBatch(sentences: readonly (readonly number[])[]): Promise<readonly string[]> {
    return sentences.map((tokens) =>
      withoutMarks(tokens)
        .map((id) => this.tokenText(id))
        .join(" "),
    );
  }

  /** A prefix that ends in a space leaves nothing; otherwise its last word may go on, and is left to `rest`. */
  async encodePrefix(prefix: string): Promise<{ readonly tokens: readonly number[]; readonly rest: string }> {
    const words = prefix.split(" ");
    const rest = words.pop() ?? "";
    const [tokens = []] = await this.encodeBatch([words.join(" ")]);
    return { tokens, rest };
  }

  tokenText(id: number): string {
    const word = this.#words[id];
    if (word === undefined) throw new RangeError(`No token ${id} in a vocabulary of ${this.size}`);
    return word;
  }

  toJson(): string {
    return JSON.stringify({
      version: "1.0",
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: { type: "Replace", pattern: { Regex: MARKS_IN_TEXT }, content: "<unk>" },
      pre_tokenizer: { type: "CharDelimiterSplit", delimiter: " " },
      post_processor: null,
      decoder: null,
      model: {
        type: "WordLevel",
        vocab: Object.fromEntries(this.#words.map((word, id) => [word, id])),
        unk_token: "<unk>",
      },
    });
  }
}

/** What keeps other readers of the file from taking a text's "<s>" for the begin mark. */
const MARKS_IN_TEXT = "(?<![^ ])(?:<pad>|<s>|</s>)(?![^ ])";
