/** The sentences of a text file, streamed in blocks, whatever its format and layout and however long its lines. */
import path from "node:path";
import { detectLayout, type Layout } from "../../core/text/layout";
import { formatOf, proseOf, type TextFormat } from "../../core/text/markup/formats";
import type { Prose } from "../../core/text/markup/prose";
import { normalizeText } from "../../core/text/normalize";
import { type DropReason, type FilterOptions, SentenceFilter } from "../../core/text/sentenceFilter";
import { LONGEST_SENTENCE, SentenceSplitter } from "../../core/text/sentences";
import { LineCutter, type LinePart, UNICODE_LINE_BREAKS } from "./lines";
import { textOf, wholeText } from "./textFile";

export interface ReadingOptions extends FilterOptions {
  /**
   * `auto` tells the format from a file's name and, of plain text, the layout from its beginning; `verbatim` takes each
   * line as it is, but for white space at its ends.
   */
  readonly layout: "auto" | "verbatim" | Layout;
  /** BCP 47. */
  readonly language: string;
  /** Whether of source code the comments are read; else it is plain text like any other. */
  readonly codeFiles?: boolean | undefined;
}

export interface SentenceBlock {
  readonly sentences: readonly string[];
  /** Lines that were passed over because they are longer than any sentence. */
  readonly overlong: number;
  /** Sentences that were left out, by reason. */
  readonly dropped: ReadonlyMap<DropReason, number>;
}

/** UTF-16 units from which the layout is told. */
const SAMPLE = 1 << 16;
/** UTF-16 units of a document with markup, which is held in memory. */
export const LONGEST_DOCUMENT = 8_000_000;
/** Paragraphs of a document that make a block. */
const BUNCH = 256;

/** Sentences in the order of the file. Throws `UnusableFile` as `textOf` does. */
export async function* readSentences(file: string, options: ReadingOptions): AsyncGenerator<SentenceBlock> {
  const format = readAs(file, options);
  const filter = options.layout === "verbatim" ? undefined : new SentenceFilter(options);
  if (format === "plain") {
    for await (const { sentences, overlong } of plainText(file, options)) yield filtered(sentences, overlong, filter);
    return;
  }
  const text = await wholeText(file, LONGEST_DOCUMENT);
  const splitter = new SentenceSplitter(options.language);
  const prose = proseOf(text, format, path.basename(file));
  for (let start = 0; start < prose.length; start += BUNCH) {
    const bunch = prose.slice(start, start + BUNCH);
    yield filtered(
      bunch.flatMap((paragraph) => split(paragraph, splitter)),
      0,
      filter,
    );
  }
}

/** A file of unknown kind, and one whose layout is given, is plain text. */
function readAs(file: string, { layout, codeFiles }: ReadingOptions): TextFormat {
  const format = layout === "auto" ? formatOf(path.basename(file)) : undefined;
  return format === undefined || (format === "code" && !codeFiles) ? "plain" : format;
}

function filtered(all: readonly string[], overlong: number, filter: SentenceFilter | undefined): SentenceBlock {
  const dropped = new Map<DropReason, number>();
  const sentences = all.filter((sentence) => {
    const reason = filter?.reason(sentence);
    if (reason !== undefined) dropped.set(reason, (dropped.get(reason) ?? 0) + 1);
    return reason === undefined;
  });
  return { sentences, overlong, dropped };
}

function split({ text }: Prose, splitter: SentenceSplitter): string[] {
  return [...text.split("\n").flatMap((line) => [...splitter.line(line)]), ...splitter.end()];
}

type PlainBlock = Omit<SentenceBlock, "dropped">;

async function* plainText(file: string, options: ReadingOptions): AsyncGenerator<PlainBlock> {
  const cutter = options.layout === "verbatim" ? new LineCutter() : new LineCutter(UNICODE_LINE_BREAKS);
  let reader: LineReader | undefined;
  let sample = "";
  for await (const piece of textOf(file)) {
    if (reader === undefined) {
      sample += piece;
      if (sample.length < SAMPLE) continue;
    }
    const text = reader === undefined ? sample : piece;
    reader ??= readerOf(sample, options);
    yield block(reader, cutter.cut(text));
  }
  if (reader === undefined) {
    reader = readerOf(sample, options);
    yield block(reader, cutter.cut(sample));
  }
  yield block(reader, cutter.end());
  yield { sentences: reader.end(), overlong: 0 };
}

/** Makes sentences of lines. */
interface LineReader {
  /** Lines passed over so far. */
  readonly overlong: number;
  part(part: LinePart): Iterable<string>;
  end(): string[];
}

function readerOf(sample: string, { layout, language }: ReadingOptions): LineReader {
  const known = layout === "auto" ? detectLayout(sample) : layout;
  if (known === "verbatim") return new SentenceLines((line) => line.trim());
  if (known === "sentences") return new SentenceLines(normalizeText);
  return new RunningText(new SentenceSplitter(language), known === "paragraphs");
}

function block(reader: LineReader, parts: Iterable<LinePart>): PlainBlock {
  const before = reader.overlong;
  const sentences: string[] = [];
  for (const part of parts) {
    for (const sentence of reader.part(part)) sentences.push(sentence);
  }
  return { sentences, overlong: reader.overlong - before };
}

/** One sentence on each line. */
class SentenceLines implements LineReader {
  overlong = 0;
  #line = "";

  constructor(private readonly clean: (line: string) => string) {}

  *part({ text, begins, ends }: LinePart): Generator<string> {
    const line = begins ? text : this.#line + text;
    // A line that is too long already stays so, and need not be kept.
    this.#line = line.slice(0, LONGEST_SENTENCE + 1);
    if (!ends) return;
    if (line.length > LONGEST_SENTENCE) this.overlong++;
    else {
      const sentence = this.clean(line);
      if (sentence !== "") yield sentence;
    }
  }

  end(): string[] {
    return [];
  }
}

/** Running text. */
class RunningText implements LineReader {
  readonly overlong = 0;

  constructor(
    private readonly splitter: SentenceSplitter,
    private readonly lineEndsParagraph: boolean,
  ) {}

  *part({ text, begins, ends }: LinePart): Generator<string> {
    yield* begins ? this.splitter.line(text) : this.splitter.more(text);
    if (ends && this.lineEndsParagraph) yield* this.splitter.end();
  }

  end(): string[] {
    return this.splitter.end();
  }
}
