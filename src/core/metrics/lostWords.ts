/** How much of a sentence a model loses when it writes it again: of its words, for marks come back by chance. */
import { editDistance } from "./editDistance";
import { countWords, splitIntoWords } from "./words";

/** The word edit distance over the words of the longer text, in [0, 1]; 0 of two texts without words. */
export function shareOfWordsLost(text: string, reconstruction: string): number {
  const [a, b] = [wordsOf(text), wordsOf(reconstruction)];
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 0 : editDistance(a, b) / longest;
}

function wordsOf(text: string): string[] {
  return splitIntoWords(text, "unicode").filter((word) => countWords([word]) === 1);
}
