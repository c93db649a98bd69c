/** The prose of LaTeX: one pass over the source that follows commands, environments, comments and formulas. */
import {
  ACCENTS,
  ASIDES,
  BREAKS,
  CITATIONS,
  FORMULA_ENVIRONMENTS,
  HEADINGS,
  LAST_ARGUMENT,
  REFERENCES,
  SILENT_COMMANDS,
  SILENT_ENVIRONMENTS,
  SYMBOLS,
} from "./latexCommands";
import { endsSentence, linesOf, OBJECT, type Prose } from "./prose";

/** UTF-16 units that an argument may take. */
const LONGEST_ARGUMENT = 4000;
/** Braces that are followed into each other. */
const DEEPEST = 40;
const NEXT = /[\\%$~{}\n]|``|''|`|---?/g;
const COMMAND = /\\(?:[A-Za-z@]+\*?|[\s\S])/y;
const SIMPLE_FORMULA = /^\s*[A-Za-z0-9.,%+-]{1,12}\s*$/;

/** Paragraphs, items, footnotes and captions; titles only if they end like a sentence. */
export function latexProse(text: string): Prose[] {
  const source = linesOf(text).map(withoutComment).join("\n");
  const begin = source.indexOf("\\begin{document}");
  const end = source.indexOf("\\end{document}");
  const reader = new LatexReader(source);
  reader.read(begin === -1 ? 0 : begin + "\\begin{document}".length, end === -1 ? source.length : end);
  return reader.blocks;
}

/** From an unescaped % to the line's end; a line of nothing else must not become a blank one, which ends paragraphs. */
function withoutComment(line: string): string {
  if (!line.includes("%")) return line;
  const percent = line.search(/(?<!\\)(?:\\\\)*%/);
  if (percent === -1) return line;
  const kept = line.slice(0, line.indexOf("%", percent));
  return kept.trim() === "" ? "%" : kept;
}

class LatexReader {
  readonly blocks: Prose[] = [];
  #text: string[] = [];
  #startLine = 1;
  #line = 1;
  #counted = 0;

  constructor(private readonly source: string) {}

  /** Reads from `start` to `limit`; within an argument `depth` is above 0. */
  read(start: number, limit: number, depth = 0): void {
    let at = start;
    while (at < limit) {
      NEXT.lastIndex = at;
      const next = NEXT.exec(this.source);
      const stop = next === null || next.index >= limit ? limit : next.index;
      this.#add(this.source.slice(at, stop), at);
      if (next === null || stop === limit) break;
      at = this.#special(next[0], stop, limit, depth);
    }
    if (depth === 0) this.#flush();
  }

  /** Takes what begins with a special character; returns the index after it. */
  #special(mark: string, at: number, limit: number, depth: number): number {
    const after = at + mark.length;
    switch (mark) {
      case "\\":
        return this.#command(at, limit, depth);
      case "$":
        return this.#formula(at, limit);
      case "\n":
        return this.#lineBreak(after, limit);
      case "~":
        this.#add(" ", at);
        return after;
      case "``":
      case "''":
      case "`":
        this.#add({ "``": "“", "''": "”", "`": "‘" }[mark], at);
        return after;
      case "--":
      case "---":
        this.#add(mark === "--" ? "–" : "—", at);
        return after;
      default:
        // Braces, and the % of a line of comment.
        return after;
    }
  }

  #lineBreak(after: number, limit: number): number {
    let at = after;
    while (at < limit && " \t".includes(this.source.charAt(at))) at++;
    if (this.source[at] === "\n") this.#flush();
    else if (this.#text.length > 0) this.#text.push("\n");
    return at;
  }

  #formula(at: number, limit: number): number {
    const mark = this.source.startsWith("$$", at) ? "$$" : "$";
    const near = this.source.slice(at + mark.length, Math.min(limit, at + LONGEST_ARGUMENT));
    const length = near.indexOf(mark);
    if (length === -1) return at + mark.length;
    const formula = near.slice(0, length);
    this.#add(SIMPLE_FORMULA.test(formula) ? formula.trim() : OBJECT, at);
    return at + length + 2 * mark.length;
  }

  #command(at: number, limit: number, depth: number): number {
    COMMAND.lastIndex = at;
    const found = COMMAND.exec(this.source)?.[0] ?? "\\";
    const name = found.slice(1).replace(/\*$/, "");
    const after = Math.min(at + found.length, limit);
    if (!/^[A-Za-z@]/.test(name)) return this.#characterCommand(name, at, after, limit);
    const spaced = this.#skipSpaces(after, limit);
    if (name === "begin" || name === "end") return this.#environment(name, after, limit);
    if (ACCENTS.has(name) && name.length === 1) return this.#accent(name, at, spaced, limit);
    if (name === "verb" || name === "lstinline") return this.#verbatim(at, after, limit);
    const symbol = SYMBOLS.get(name);
    if (symbol !== undefined) {
      this.#add(symbol, at);
      return spaced;
    }
    if (BREAKS.has(name)) {
      this.#flush();
      return this.#skipOptional(spaced, limit);
    }
    return this.#withArguments(name, at, spaced, limit, depth);
  }

  #withArguments(name: string, at: number, after: number, limit: number, depth: number): number {
    const known = SILENT_COMMANDS.has(name) || LAST_ARGUMENT.has(name) || REFERENCES.has(name) || CITATIONS.has(name);
    const first = this.#skipOptional(after, limit);
    if (known) {
      const spans = this.#arguments(first, limit);
      const last = spans.at(-1);
      if (REFERENCES.has(name)) this.#add(OBJECT, at);
      if (LAST_ARGUMENT.has(name) && last !== undefined) this.#within(last, depth);
      return last === undefined ? first : last.end + 1;
    }
    const argument = this.#argument(first, limit);
    if (argument === undefined) return this.source[first] === "[" ? first : after;
    if (HEADINGS.has(name)) {
      this.#flush();
      if (endsSentence(this.source.slice(argument.start, argument.end))) this.#within(argument, depth);
      this.#flush();
    } else if (ASIDES.has(name)) this.#aside(argument);
    else this.#within(argument, depth);
    return argument.end + 1;
  }

  /** A note goes before the sentence that it is to, which then goes on. */
  #aside({ start, end }: Span): void {
    const note = new LatexReader(this.source.slice(start, end));
    note.read(0, end - start);
    const line = this.#lineAt(start);
    this.blocks.push(...note.blocks.map((block) => ({ ...block, line: block.line + line - 1 })));
  }

  #within({ start, end }: Span, depth: number): void {
    if (depth < DEEPEST) this.read(start, end, depth + 1);
  }

  #characterCommand(name: string, at: number, after: number, limit: number): number {
    if (ACCENTS.has(name)) return this.#accent(name, at, after, limit);
    if (name === "[" || name === "(") {
      const end = this.source
        .slice(after, Math.min(limit, after + LONGEST_ARGUMENT))
        .indexOf(name === "[" ? "\\]" : "\\)");
      this.#add(OBJECT, at);
      return end === -1 ? after : after + end + 2;
    }
    if (name === "\\") {
      this.#add("\n", at);
      return this.#skipOptional(after, limit);
    }
    if (/[&%$#_{} ,;:]/.test(name)) this.#add(/[ ,;:]/.test(name) ? " " : name, at);
    return after;
  }

  #accent(name: string, at: number, after: number, limit: number): number {
    const braced = this.source[after] === "{";
    const letter = this.source.slice(after, Math.min(limit, after + 5)).match(/^\{?\\?([A-Za-z])\}?/);
    if (letter === null) return after;
    this.#add(`${letter[1]}${ACCENTS.get(name)}`, at);
    return after + letter[0].length - (letter[0].endsWith("}") && !braced ? 1 : 0);
  }

  #verbatim(at: number, after: number, limit: number): number {
    const end = this.source.slice(after + 1, Math.min(limit, after + 400)).indexOf(this.source.charAt(after));
    if (end === -1) return after;
    this.#add(this.source.slice(after + 1, after + 1 + end), at);
    return after + end + 2;
  }

  #environment(which: string, after: number, limit: number): number {
    const argument = this.#argument(after, limit);
    if (argument === undefined) return after;
    const name = this.source.slice(argument.start, argument.end).replace(/\*$/, "");
    const isFormula = FORMULA_ENVIRONMENTS.has(name);
    if (isFormula) this.#add(OBJECT, after);
    else this.#flush();
    if (which === "end" || !(isFormula || SILENT_ENVIRONMENTS.has(name)))
      return this.#skipOptional(argument.end + 1, limit);
    const closing = `\\end{${this.source.slice(argument.start, argument.end)}}`;
    const end = this.source.indexOf(closing, argument.end);
    return end === -1 || end >= limit ? limit : end + closing.length;
  }

  #skipSpaces(at: number, limit: number): number {
    let index = at;
    while (index < limit && this.source[index] === " ") index++;
    return index;
  }

  /** After `[…]`, if it comes next. */
  #skipOptional(at: number, limit: number): number {
    if (this.source[at] !== "[") return at;
    const end = this.source.slice(at, Math.min(limit, at + 1000)).indexOf("]");
    return end === -1 ? at : at + end + 1;
  }

  /** All arguments that follow, in braces or brackets. */
  #arguments(at: number, limit: number): Span[] {
    const spans: Span[] = [];
    let next = this.#argument(at, limit);
    while (next !== undefined && spans.length < 9) {
      spans.push(next);
      next = this.#argument(this.#skipOptional(next.end + 1, limit), limit);
    }
    return spans;
  }

  /** What is between the brace at `at` and the one that closes it. */
  #argument(at: number, limit: number): Span | undefined {
    if (this.source[at] !== "{") return undefined;
    let depth = 0;
    const last = Math.min(limit, at + LONGEST_ARGUMENT);
    for (let index = at; index < last; index++) {
      const character = this.source[index];
      if (character === "\\") index++;
      else if (character === "{") depth++;
      else if (character === "}" && --depth === 0) return { start: at + 1, end: index };
    }
    return undefined;
  }

  #add(text: string, at: number): void {
    if (text === "") return;
    if (this.#text.length === 0) {
      if (text.trim() === "") return;
      this.#startLine = this.#lineAt(at);
    }
    this.#text.push(text);
  }

  #flush(): void {
    const text = this.#text.join("");
    this.#text = [];
    if (text.trim() !== "") this.blocks.push({ line: this.#startLine, text: tidy(text) });
  }

  #lineAt(at: number): number {
    for (; this.#counted < at; this.#counted++) {
      if (this.source.charCodeAt(this.#counted) === 10) this.#line++;
    }
    return this.#line;
  }
}

/** Without the gaps that comments, labels and citations leave: a blank line would end the paragraph. */
function tidy(text: string): string {
  return text.replace(/[^\S\n]+(?=[.,;:!?])/g, "").replace(/\n\s{1,1000}/g, "\n");
}

interface Span {
  readonly start: number;
  readonly end: number;
}
