/**
 * Sentences from running text: Unicode's rules (UAX 29, through Intl.Segmenter), then wrong breaks joined again.
 *
 * The text may come in pieces of any size. Work and memory stay bounded: the segmenter is given short pieces (its time
 * grows faster than their length), and a sentence longer than `LONGEST_SENTENCE` is cut at a space.
 */
import { type Abbreviations, abbreviationsOf } from "./abbreviations";
import { joinBreaks } from "./joinBreaks";
import { normalizeText } from "./normalize";

/** UTF-16 units after which a sentence without an end is cut. */
export const LONGEST_SENTENCE = 8192;
/** UTF-16 units that are collected before the segmenter looks. */
const WINDOW = 2048;
const LAST_WORD = /\s\S*$/;

/** The sentences of a text in normal form. Lines are joined, blank lines end a paragraph and so a sentence. */
export function splitSentences(text: string, language = "en"): string[] {
  return Array.from(sentencesOf(text, new SentenceSplitter(language)));
}

function* sentencesOf(text: string, splitter: SentenceSplitter): Generator<string> {
  for (const line of linesOf(text)) yield* splitter.line(line);
  yield* splitter.end();
}

/** Takes a text line by line and gives out each sentence once the text goes on after it. */
export class SentenceSplitter {
  readonly #segmenter: Intl.Segmenter;
  readonly #abbreviations: Abbreviations;
  /** Text that has not been given out: at most one sentence and what followed since the segmenter last looked. */
  #held = "";
  /** Length of `#held` at which it is worth looking again. */
  #lookAt = WINDOW;

  constructor(language = "en") {
    this.#segmenter = new Intl.Segmenter(language, { granularity: "sentence" });
    this.#abbreviations = abbreviationsOf(language);
  }

  /** Adds one line, without its line break; a blank one ends the paragraph. Returns the sentences that are complete. */
  *line(line: string): Generator<string> {
    const text = line.trimStart();
    if (text === "") {
      yield* this.end();
      return;
    }
    this.#held = glue(this.#held, text);
    yield* this.more(text);
  }

  /** Adds a further part of the last line, which may be a whole file. */
  *more(part: string): Generator<string> {
    for (const piece of pieces(part)) {
      this.#held += piece;
      if (this.#held.length >= this.#lookAt) yield* this.#take();
    }
  }

  /** Ends the paragraph: returns the sentences that are left. */
  end(): string[] {
    if (this.#held === "") return [];
    const sentences = this.#split(this.#held);
    this.#hold("");
    return normalized(sentences);
  }

  /** All sentences but the last, which may go on; that one too, cut at a space, if it is too long. */
  #take(): string[] {
    // The last word may be the beginning of another one, and words decide about breaks.
    const lastWord = LAST_WORD.exec(this.#held.slice(-64))?.[0] ?? "";
    const sentences = this.#split(this.#held.slice(0, this.#held.length - lastWord.length));
    const last = (sentences.pop() ?? "") + lastWord;
    const parts = cutLong(last);
    this.#hold(parts.pop() ?? "");
    return normalized([...sentences, ...parts]);
  }

  #split(text: string): string[] {
    const segments = Array.from(this.#segmenter.segment(text), ({ segment }) => segment);
    return joinBreaks(segments, this.#abbreviations);
  }

  #hold(text: string): void {
    this.#held = text;
    this.#lookAt = Math.min(Math.max(WINDOW, 2 * text.length), LONGEST_SENTENCE + WINDOW);
  }
}

/** The lines of a text, one at a time. U+2029 separates paragraphs: it counts as a blank line. */
function* linesOf(text: string): Generator<string> {
  let start = 0;
  for (const { 0: separator, index } of text.matchAll(/\r\n|[\n\r\u0085\u2028\u2029]/g)) {
    yield text.slice(start, index);
    if (separator === "\u2029") yield "";
    start = index + separator.length;
  }
  yield text.slice(start);
}

/** A string in parts of at most `WINDOW` units. */
function* pieces(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = beforeSurrogate(text, start + WINDOW);
    yield text.slice(start, end);
    start = end;
  }
}

/** The index, or the one before if a character of two units would be cut in half. */
function beforeSurrogate(text: string, index: number): number {
  const low = text.charCodeAt(index);
  const high = text.charCodeAt(index - 1);
  return low >= 0xdc00 && low < 0xe000 && high >= 0xd800 && high < 0xdc00 ? index - 1 : index;
}

/** What is held, ready for the next line: no space within a hyphenated word and in scripts that write none. */
function glue(before: string, line: string): string {
  const last = before.trimEnd();
  if (last === "") return "";
  const hyphenated = /\p{Ll}-$/u.test(last.slice(-4)) && /^\p{Ll}/u.test(line);
  const ideographs = UNSPACED_END.test(last.slice(-2)) && UNSPACED_START.test(line);
  return hyphenated || ideographs ? last : `${last} `;
}

const UNSPACED =
  "[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3001-\\u3003\\u3008-\\u3011\\uff01-\\uff60]";
const UNSPACED_END = new RegExp(`${UNSPACED}$`, "u");
const UNSPACED_START = new RegExp(`^${UNSPACED}`, "u");

function normalized(sentences: readonly string[]): string[] {
  return sentences
    .flatMap(cutLong)
    .map(normalizeText)
    .filter((sentence) => sentence !== "");
}

/** A sentence in parts of at most `LONGEST_SENTENCE`, cut at spaces where there are any. */
function cutLong(sentence: string): string[] {
  const parts: string[] = [];
  let rest = sentence;
  while (rest.length > LONGEST_SENTENCE) {
    const space = rest.lastIndexOf(" ", LONGEST_SENTENCE);
    const cut = space > 0 ? space : beforeSurrogate(rest, LONGEST_SENTENCE);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...parts, rest];
}
