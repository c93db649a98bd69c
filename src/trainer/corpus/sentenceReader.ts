/** The sentences of a text file, streamed in blocks, whatever its layout and however long its lines. */
import { detectLayout, type Layout } from "../../core/text/layout";
import { normalizeText } from "../../core/text/normalize";
import { LONGEST_SENTENCE, SentenceSplitter } from "../../core/text/sentences";
import { LineCutter, type LinePart } from "./lines";
import { textOf } from "./textFile";

export interface ReadingOptions {
  /** `auto` tells from the beginning of each file; `verbatim` takes each line as it is, but for white space at its ends. */
  readonly layout: "auto" | "verbatim" | Layout;
  /** BCP 47. */
  readonly language: string;
}

export interface SentenceBlock {
  readonly sentences: readonly string[];
  /** Lines that were passed over because they are longer than any sentence. */
  readonly overlong: number;
}

/** UTF-16 units from which the layout is told. */
const SAMPLE = 1 << 16;

/** Sentences in the order of the file. Throws `UnusableFile` as `textOf` does. */
export async function* readSentences(file: string, options: ReadingOptions): AsyncGenerator<SentenceBlock> {
  const cutter = new LineCutter();
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
  return new Prose(new SentenceSplitter(language), known === "paragraphs");
}

function block(reader: LineReader, parts: Iterable<LinePart>): SentenceBlock {
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
class Prose implements LineReader {
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
