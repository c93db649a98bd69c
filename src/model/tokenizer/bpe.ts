/**
 * Byte-level byte-pair encoding (Sennrich et al. 2016) through Hugging Face's `tokenizers`.
 *
 * A sentence is encoded with a space before it, so that its first word has the same token as elsewhere; the decoder takes
 * that space away again. The special tokens are entries of the vocabulary that no merge leads to: a text of "<s>" is
 * spelled out and never becomes the begin mark. Bytes of a model's output that are no UTF-8 are kept as U+FFFD, because
 * removing them would hide that something was there.
 */
import { HomotopyError } from "../../core/errors";
import { normalizePrefix } from "../../core/text/normalize";
import { BYTE_SYMBOLS, cutOpenWord, symbolsToText } from "./byteLevel";
import { type LearnedMerges, learnMerges } from "./learnMerges";
import { openTokenizerLibrary, type TokenizerLibrary } from "./library";
import { isSpecialName, SPECIAL, SPECIAL_NAMES, withoutMarks } from "./specials";
import type { Tokenizer } from "./tokenizer";

/** Special tokens and one entry a byte: what every vocabulary holds. */
export const SMALLEST_VOCABULARY = SPECIAL_NAMES.length + BYTE_SYMBOLS.length;

/**
 * Learns merges from text files, one sentence a line. `vocabulary`: entries with specials and bytes; little text gives
 * fewer. Throws `bad-call` for a vocabulary that cannot hold all bytes.
 */
export async function trainBytePairTokenizer(
  files: readonly string[],
  vocabulary: number,
  signal?: AbortSignal,
): Promise<Tokenizer> {
  if (!Number.isInteger(vocabulary) || vocabulary < SMALLEST_VOCABULARY) {
    throw new HomotopyError(
      "bad-call",
      `A byte-level vocabulary of ${vocabulary} is too small`,
      "vocabulary",
      `choose at least ${SMALLEST_VOCABULARY}, which holds every byte; 8000 suits most text`,
    );
  }
  return new BytePairTokenizer(tokenizerJson(await learnMerges(files, vocabulary, signal), vocabulary));
}

export class BytePairTokenizer implements Tokenizer {
  readonly kind = "bpe";
  readonly special = SPECIAL;
  readonly size: number;
  readonly #library: TokenizerLibrary;
  readonly #json: string;

  /** `json`: a checked `tokenizer.json`; `loadTokenizer` checks. */
  constructor(json: string, library = openTokenizerLibrary(json)) {
    this.#json = json;
    this.#library = library;
    this.size = library.size;
  }

  encodeBatch(texts: readonly string[]): Promise<readonly (readonly number[])[]> {
    return this.#library.encodeBatch(texts);
  }

  decodeBatch(sentences: readonly (readonly number[])[]): Promise<readonly string[]> {
    return this.#library.decodeBatch(sentences.map(withoutMarks));
  }

  /**
   * A prefix that ends in a letter, digit or apostrophe leaves its last word to `rest`, with the space before it, and one
   * that ends in a space leaves the space; after punctuation nothing is left. The completion's first tokens, joined by
   * `tokenText`, must begin with `rest` (or, while they are shorter, be a beginning of it).
   */
  async encodePrefix(prefix: string): Promise<{ readonly tokens: readonly number[]; readonly rest: string }> {
    const [closed, rest] = cutOpenWord(normalizePrefix(prefix));
    const [tokens = []] = await this.encodeBatch([closed]);
    return { tokens, rest };
  }

  /** With the space before a word; a token that holds part of a character shows U+FFFD. Specials by name. */
  tokenText(id: number): string {
    const token = this.#library.entry(id);
    if (token === undefined) throw new RangeError(`No token ${id} in a vocabulary of ${this.size}`);
    return isSpecialName(token) ? token : symbolsToText(token);
  }

  toJson(): string {
    return this.#json;
  }
}

/** The file for the first merges that fit the vocabulary. */
function tokenizerJson(learned: LearnedMerges, vocabulary: number): string {
  const names = new Set<string>([...SPECIAL_NAMES, ...BYTE_SYMBOLS]);
  const merges: LearnedMerges = [];
  for (const [left, right] of learned) {
    if (names.size >= vocabulary) break;
    const merged = left + right;
    // A text that spells out a special token must not become it, nor may a merge need a symbol that was left out.
    if (isSpecialName(merged) || !names.has(left) || !names.has(right)) continue;
    names.add(merged);
    merges.push([left, right]);
  }
  const byteLevel = { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true };
  return JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: { type: "Sequence", decoders: [byteLevel, { type: "Strip", content: " ", start: 1, stop: 0 }] },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...names].map((name, id) => [name, id])),
      merges,
    },
  });
}
