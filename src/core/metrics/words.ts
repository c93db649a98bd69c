/**
 * The words that n-grams are made of. Pre-tokenised text has its words between spaces; of other text they are those of
 * Unicode (UAX 29), each mark one of its own, so that "tired." and "tired" share a word.
 */
export type WordKind = "spaced" | "unicode";

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

export function splitIntoWords(text: string, kind: WordKind): string[] {
  const pieces = kind === "spaced" ? text.split(/\s+/u) : Array.from(segmenter.segment(text), ({ segment }) => segment);
  return pieces.filter((piece) => piece.trim() !== "");
}

/** Length of a sentence in words as people count them: punctuation is none. */
export function countWords(words: readonly string[]): number {
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
