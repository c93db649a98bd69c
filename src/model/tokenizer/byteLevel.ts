/**
 * GPT-2's byte level (Radford et al. 2019): each byte of UTF-8 is written as one visible character, so that every text has
 * tokens and none needs `<unk>`; and its rule for where words part, within which alone symbols merge.
 */

/** The character of each byte: printable Latin-1 stands for itself, the rest for U+0100 onwards. */
export const BYTE_SYMBOLS: readonly string[] = byteSymbols();
const BYTE_OF: ReadonlyMap<string, number> = new Map(BYTE_SYMBOLS.map((symbol, byte) => [symbol, byte]));

function byteSymbols(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const visible = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(visible ? byte : next++);
  });
}

/** The text of a vocabulary entry; bytes that are no UTF-8, such as half a character, show as U+FFFD. */
export function symbolsToText(symbols: string): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(symbols, (symbol) => BYTE_OF.get(symbol) ?? 0x3f),
  );
}

/** A text as the symbols of its bytes. */
export function textToSymbols(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => BYTE_SYMBOLS[byte]).join("");
}

const WORDS = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
/** A word that more letters, digits, marks or an apostrophe's ending could make longer. */
const OPEN = /[\p{L}\p{M}\p{N}'\s]$/u;

/** The words within which symbols merge. The first one, too, has a space before it: the pre-tokenizer puts it there. */
export function splitIntoWords(text: string): readonly string[] {
  return (/^\s/u.test(text) || text === "" ? text : ` ${text}`).match(WORDS) ?? [];
}

/**
 * Cuts a sentence that is being written where its tokens can no longer change: before the last word or the space after it;
 * after the last punctuation mark. The first part has no space at its end, and the second one at its front if the word has.
 */
export function cutOpenWord(prefix: string): readonly [closed: string, open: string] {
  if (!OPEN.test(prefix)) return [prefix, ""];
  // The first word, too, has a space before it: the pre-tokenizer puts it there.
  const words = ` ${prefix}`.match(WORDS) ?? [];
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  // "I'l" is I, ', l; "I'll" is I, 'll.
  const open = before.endsWith("'") && /^\p{L}/u.test(last) ? before + last : last;
  return [prefix.slice(0, Math.max(0, prefix.length - open.length)), open];
}
