/**
 * The sentence of a document that has gaps: those that are written ___, and words that are marked as such. A word stands in
 * for each while the readers that training uses take the markup away; where it comes out again is the sentence. So the
 * document itself need only be changed in the gaps, and its markup stays as it is.
 */
import { GAP_MARK, withoutGapMarks } from "../gaps";
import { OBJECT } from "../markup/prose";
import { normalizeText } from "../normalize";
import { splitSentences } from "../sentences";
import { MARKUP, READERS } from "./markedUpBlock";
import { plainBlocks } from "./plainBlock";

/** UTF-16 units of a source, the second not counted in. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface SentenceWithGaps {
  /** In normal form, without markup, each gap written ___ (and underscores that are none \___). */
  readonly text: string;
  /** The same with what stands in the gaps. */
  readonly original: string;
  /** Where each gap is, in their order: one span, or some where markup stands within it. */
  readonly gaps: readonly (readonly Span[])[];
}

export interface GapsWanted {
  /** Words that are gaps, too: of the first of them is the sentence. */
  readonly marked?: readonly Span[];
  /** Without them, where the sentence is; the first gap decides if this is absent, too. */
  readonly at?: number;
}

const WRITTEN = /(?<![\\_])_{3,}/gu;
/** A line of nothing else is a rule, and so is what underlines a heading. */
const RULE = /^[^\S\n]*_{3,}[^\S\n]*$/gmu;
/** Bold italics. */
const EMPHASIS = /(?<![\p{L}\p{N}\\_])_{3}(?=[\p{L}\p{N}])[^_\n]*[\p{L}\p{N}.!?]_{3}(?![\p{L}\p{N}_])/gu;

/** Letters, as a word has them, and one for private use by which they are known again. */
const STAND_IN = "Xq";
const CURSOR = `${STAND_IN}\ue001`;
const FIRST_GAP = 0xe100;
const MOST_GAPS = 256;
/** Of Markdown and AsciiDoc. */
const HEADING = /^(?:#{1,6}|={1,6})[^\S\n]+/gm;
const PRIVATE = /[\ue000-\ue2ff]/g;
const ONE_STAND_IN = /Xq([\ue100-\ue1ff])/g;
/** What would make a gap another, or none, if it stood beside its ___. */
const TOUCHING = /[\\_]+(?=Xq[\ue100-\ue1ff])|(?<=Xq[\ue100-\ue1ff])_+/g;
const STAND_INS = /Xq[\ue100-\ue1ff](?:\s*Xq[\ue100-\ue1ff])*/g;

/**
 * The sentence with a gap at a place of a source, in a language by its id; one that is not known is plain text.
 * @returns nothing if the sentence there has none
 */
export function sentenceWithGaps(source: string, wanted: GapsWanted, language: string): SentenceWithGaps | undefined {
  const { marked = [], at } = wanted;
  const spans = spansIn(source, marked, language).slice(0, MOST_GAPS);
  if (spans.length === 0) return undefined;
  const cursor = marked.length === 0 ? at : undefined;
  const sought = cursor === undefined ? standIn(Math.max(0, spans.indexOf(marked[0]))) : CURSOR;
  const text = withStandIns(source, spans, cursor);
  const sentence = blocksOf(text, language).flatMap((block) => sentenceIn(block, sought) ?? [])[0];
  return sentence === undefined ? undefined : read(sentence.replaceAll(CURSOR, ""), source, spans);
}

/** Every gap of a source, in order; what is marked takes in the gaps that are written within it. */
function spansIn(source: string, marked: readonly Span[], language: string): Span[] {
  const none = [RULE, ...(language === "markdown" ? [EMPHASIS] : [])].flatMap((pattern) => matches(source, pattern));
  const written = matches(source, WRITTEN).filter((span) => !none.some((other) => contains(other, span)));
  const own = written.filter((span) => !marked.some((mark) => span.start < mark.end && mark.start < span.end));
  return [...own, ...marked].sort((a, b) => a.start - b.start);
}

function matches(text: string, pattern: RegExp): Span[] {
  return Array.from(text.matchAll(pattern), ({ 0: { length }, index }) => ({ start: index, end: index + length }));
}

function contains(outer: Span, { start, end }: Span): boolean {
  return outer.start <= start && end <= outer.end;
}

function standIn(gap: number): string {
  return STAND_IN + String.fromCharCode(FIRST_GAP + gap);
}

function withStandIns(source: string, spans: readonly Span[], cursor: number | undefined): string {
  const plain = source.replace(PRIVATE, "\ufffd");
  let text = "";
  let from = 0;
  const upTo = (end: number) => {
    // Of a cursor in a gap the place is behind it.
    const place = cursor !== undefined && cursor >= from && cursor < end ? cursor : undefined;
    text += place === undefined ? plain.slice(from, end) : plain.slice(from, place) + CURSOR + plain.slice(place, end);
  };
  for (const [index, { start, end }] of spans.entries()) {
    upTo(start);
    text += standIn(index);
    from = end;
    if (cursor !== undefined && cursor >= start && cursor < end) text += CURSOR;
  }
  upTo(plain.length);
  return cursor !== undefined && cursor >= plain.length ? text + CURSOR : text;
}

/** The running text, without markup; then every line as it is, for headings and such, which the readers leave out. */
function blocksOf(text: string, language: string): string[] {
  const markup = MARKUP.get(language);
  // The reader must not take the first line for a document's.
  if (markup === undefined) return plainBlocks(text);
  return [...READERS[markup](`\n${text}`).map((block) => block.text), ...plainBlocks(text.replace(HEADING, ""))];
}

/** The sentence with a stand-in, or behind the end of a sentence the one before. */
function sentenceIn(block: string, sought: string): string | undefined {
  if (!block.includes(sought)) return undefined;
  const sentences = splitSentences(block);
  const index = sentences.findIndex((sentence) => sentence.includes(sought));
  return sentences[index] === CURSOR ? sentences[index - 1] : sentences[index];
}

function read(sentence: string, source: string, spans: readonly Span[]): SentenceWithGaps | undefined {
  // Gaps with nothing but a formula or an image between them are one, as what is shown has neither.
  const plain = sentence.replaceAll(OBJECT, "").replace(TOUCHING, "");
  const runs = Array.from(plain.matchAll(STAND_INS), ([run]) => gapsIn(run).map((gap) => spans[gap]));
  if (runs.length === 0) return undefined;
  const wordsOf = (gap: number) => source.slice(spans[gap].start, spans[gap].end);
  return {
    text: normalizeText(withoutGapMarks(plain).replace(STAND_INS, GAP_MARK)),
    original: normalizeText(plain.replace(ONE_STAND_IN, (run) => gapsIn(run).map(wordsOf).join(" "))),
    gaps: runs,
  };
}

function gapsIn(run: string): number[] {
  return Array.from(run.matchAll(ONE_STAND_IN), ([, mark]) => mark.charCodeAt(0) - FIRST_GAP);
}
