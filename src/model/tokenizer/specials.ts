import type { SpecialTokens } from "../../core/decoding/stepDecoder";

/** The first entries of every vocabulary; the positions are the ids. */
export const SPECIAL_NAMES = ["<pad>", "<unk>", "<s>", "</s>"] as const;

/** Ids of `SPECIAL_NAMES`. */
export const SPECIAL: SpecialTokens = { pad: 0, unk: 1, bos: 2, eos: 3 };

/** Whether a word of a text would pass for one of the special tokens. */
export function isSpecialName(text: string): boolean {
  return SPECIAL_NAMES.some((name) => name === text);
}

/** The tokens without padding, begin and end marks, which stand for no text. */
export function withoutMarks(tokens: readonly number[]): number[] {
  return tokens.filter((id) => id !== SPECIAL.pad && id !== SPECIAL.bos && id !== SPECIAL.eos);
}
