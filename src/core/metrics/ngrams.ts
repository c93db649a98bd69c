/** Runs of n words and how often each occurs. */

/** No word has a control character in it, so that the joined words cannot be mistaken for others. */
const BETWEEN = "\u0000";

export function ngramCounts(words: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let start = 0; start + n <= words.length; start++) {
    const ngram = words.slice(start, start + n).join(BETWEEN);
    counts.set(ngram, (counts.get(ngram) ?? 0) + 1);
  }
  return counts;
}
