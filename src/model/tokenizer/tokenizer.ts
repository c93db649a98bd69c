import type { SpecialTokens } from "../../core/decoding/stepDecoder";

/**
 * Text to token ids and back. Ids never contain begin and end marks or padding: those belong to the network's
 * inputs. `decode(encode(text))` restores normalised text exactly for byte-level BPE; word level restores known words.
 */
export interface Tokenizer {
  readonly kind: "bpe" | "words";
  readonly size: number;
  readonly special: SpecialTokens;
  encodeBatch(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  decodeBatch(sentences: readonly (readonly number[])[]): Promise<readonly string[]>;
  /** Ids of a sentence that is still being written, whose last word may go on, and the text that the ids leave out. */
  encodePrefix(prefix: string): Promise<{ readonly tokens: readonly number[]; readonly rest: string }>;
  /** The text of one token as it stands in a sentence, for display and for prefix constraints. */
  tokenText(id: number): string;
  /** The file `tokenizer.json` in the Hugging Face tokenizers format. */
  toJson(): string;
}
