/** What the readers of the formats give out: the running text of a file, without its markup. */

/** A paragraph, an item of a list, a comment: what no sentence goes beyond. */
export interface Prose {
  /** Of its first line in the file, from 1. */
  readonly line: number;
  /** Lines of text; where they break means nothing. */
  readonly text: string;
}

/** Stands where something was that cannot be read out (a formula, a picture): a sentence with it is not whole. */
export const OBJECT = "\ufffc";

/** UTF-16 units of a line above which nobody has written it: it is left out. */
export const LONGEST_LINE = 1 << 16;

const ENDED = /[.?!…。！？]["'”’»)\]]*\s*$/u;

/** Whether a heading, a caption or a cell of a table reads like a sentence; most are names of things. */
export function endsSentence(text: string): boolean {
  return ENDED.test(text.slice(-16));
}

/** The lines of a file, whatever ends them, those above `LONGEST_LINE` blank. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).map((line) => (line.length > LONGEST_LINE ? "" : line));
}

/** A line that is indented by so many columns, tabs counting as up to 8. */
export function indentOf(line: string): number {
  let column = 0;
  for (const character of line) {
    if (character === " ") column++;
    else if (character === "\t") column += 8 - (column % 8);
    else break;
  }
  return column;
}

/** Collects the lines of paragraphs, in the order of the file. */
export class ProseBuilder {
  readonly blocks: Prose[] = [];
  #lines: string[] = [];
  #line = 0;

  /** Adds a line to the paragraph, or begins one with it. */
  add(line: number, text: string): void {
    if (this.#lines.length === 0) this.#line = line;
    this.#lines.push(text);
  }

  /** Whether no paragraph has begun. */
  get idle(): boolean {
    return this.#lines.length === 0;
  }

  /** Ends the paragraph; `clean` takes its markup away. */
  end(clean: (text: string) => string): void {
    if (this.#lines.length === 0) return;
    const text = clean(this.#lines.join("\n"));
    if (text.trim() !== "") this.blocks.push({ line: this.#line, text });
    this.#lines = [];
  }

  /** Forgets the paragraph: it was none. */
  drop(): void {
    this.#lines = [];
  }
}
