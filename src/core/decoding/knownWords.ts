/**
 * Keeps what is decoded to words that there are: a beginning lives on only while its last word is one of a lexicon, or may
 * become one. A token is some letters of a word, a whole one, or the end of one and more.
 */
import { endsInLetter, Lexicon, wordsOf } from "../text/lexicon";

/** Whether a sentence may begin with these tokens, or be them if it `ends`, given that it may begin with all but the last. */
export type Admits = (tokens: readonly number[], ends: boolean) => boolean;

/** Stands for part of a character: a word with one cannot be looked up yet. */
const PART_OF_CHARACTER = "\uFFFD";

/** `also`: a text whose words are known beside the lexicon's. For tokens in the order of the text. */
export function admitsKnownWords(lexicon: Lexicon, also: string, tokenText: (token: number) => string): Admits {
  const lexicons = [lexicon, Lexicon.of(wordsOf(also))];
  const isWord = (word: string) => word.includes(PART_OF_CHARACTER) || lexicons.some((some) => some.has(word));
  const mayBecome = (word: string) =>
    word.includes(PART_OF_CHARACTER) || lexicons.some((some) => some.hasBeginning(word));
  const seen = new Map<string, boolean>();
  return (tokens, ends) => {
    const tail = tailOf(tokens, tokenText);
    const key = ends ? tail : `${tail}…`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const words = wordsOf(tail);
    const closed = ends || !endsInLetter(tail) ? words : words.slice(0, -1);
    const open = words.slice(closed.length);
    const admitted = closed.every(isWord) && open.every(mayBecome);
    seen.set(key, admitted);
    return admitted;
  };
}

/** The text from the word on that the last token goes on with or closes. */
function tailOf(tokens: readonly number[], tokenText: (token: number) => string): string {
  let tail = "";
  for (let index = tokens.length - 1; index >= 0; index--) {
    const text = tokenText(tokens[index]);
    const isLast = index === tokens.length - 1;
    // It may begin in the middle of a word, which was looked up with it.
    if (!isLast && !endsInLetter(text)) break;
    tail = text + tail;
    if (!isLast && /^\s/u.test(text)) break;
  }
  return tail;
}
