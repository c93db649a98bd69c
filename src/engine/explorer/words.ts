/** How many words a gap holds, when it may hold only so many. */

/** Words that begin in a text; what goes on with a word that stands before it is none. `inWord`: whether one does. */
export function wordsIn(text: string, inWord: boolean): number {
  return text.match(inWord ? /\s\S/gu : /(?<!\S)\S/gu)?.length ?? 0;
}

/** The beginning of a text that holds at most so many words. */
export function firstWords(text: string, most: number, inWord: boolean): string {
  let words = inWord && !/^\s/u.test(text) ? -1 : 0;
  for (const { index } of text.matchAll(/(?<!\S)\S/gu)) {
    if (words === most) return text.slice(0, index).trimEnd();
    words++;
  }
  return text;
}

/** Whether a text that goes on would go on with its last word. */
export function endsInWord(text: string): boolean {
  return /[\p{L}\p{M}\p{N}'’]$/u.test(text);
}
