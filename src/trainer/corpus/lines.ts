/** A line, or a part of one: a line longer than a piece of its file comes in several. */
export interface LinePart {
  readonly text: string;
  /** Whether the line begins, and ends, with this part. */
  readonly begins: boolean;
  readonly ends: boolean;
}

/** What ends a line on the machines there are. */
const LINE_BREAKS = /\r\n|\n|\r/g;
/** With those that Unicode adds: next line, line and paragraph separators. */
export const UNICODE_LINE_BREAKS = /\r\n|[\n\r\u0085\u2028\u2029]/g;

/** Cuts text that arrives in pieces at line breaks (LF, CR LF, CR by default), without ever holding a line. */
export class LineCutter {
  #within = false;
  /** Whether the last piece ended in CR, so that an LF to come belongs to it. */
  #afterReturn = false;

  constructor(private readonly breaks = LINE_BREAKS) {}

  *cut(piece: string): Generator<LinePart> {
    const first = this.#afterReturn && piece.startsWith("\n") ? 1 : 0;
    let start = first;
    for (const { 0: lineBreak, index } of piece.slice(first).matchAll(this.breaks)) {
      const end = first + index;
      yield this.#part(piece.slice(start, end), true);
      start = end + lineBreak.length;
    }
    if (start < piece.length) yield this.#part(piece.slice(start), false);
    if (piece !== "") this.#afterReturn = piece.endsWith("\r");
  }

  /** Ends a last line that has no line break. */
  *end(): Generator<LinePart> {
    if (this.#within) yield this.#part("", true);
  }

  #part(text: string, ends: boolean): LinePart {
    const begins = !this.#within;
    this.#within = !ends;
    return { text, begins, ends };
  }
}
