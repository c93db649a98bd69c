/** The prose of source code: its comments and docstrings, without tags, decoration and code that was commented out. */
import type { CommentSyntax } from "./commentSyntax";
import { linesOf, type Prose, ProseBuilder } from "./prose";

/** UTF-16 units of a string or a block comment. */
const LONGEST_SPAN = 1 << 16;

/** A comment with the number of its first line. */
interface Comment {
  readonly line: number;
  readonly text: string;
  /** Whether it has its line for itself: such comments on lines that follow each other belong together. */
  readonly joins: boolean;
}

export function commentProse(text: string, syntax: CommentSyntax): Prose[] {
  const builder = new ProseBuilder();
  let expected = -1;
  for (const { line, text: comment, joins } of commentsOf(linesOf(text).join("\n"), syntax)) {
    if (!joins || line !== expected) builder.end(tidy);
    expected = line + 1;
    for (const [index, raw] of comment.split("\n").entries()) addLine(builder, line + index, raw);
    if (!joins) builder.end(tidy);
  }
  builder.end(tidy);
  return builder.blocks;
}

/** `* @param x the …`, `///`, `#:`, boxes of stars and dashes. */
const DECORATION = /^[\s*/#!:;%<-]*(?=\s|$)|^[*/#!;%]+\s*/;
const TAG =
  /^[@\\](?:param|arg|returns?|throws?|exception|see|since|author|version|type|typedef|template|default|deprecated|brief|note|todo|private|public|internal|file|copyright|license)\b\s*(?:\{[^}]{0,200}\}\s*)?/i;
/** The name after `@param`. */
const PARAMETER =
  /^(?:[@\\](?:param|arg|throws?|exception|template)\s)\s*(?:\{[^}]{0,200}\}\s*)?\[?[\w$.=\]]{1,80}\s+(?:-\s+)?/i;
/** Names of parameters before what is said of them. */
const FIELD =
  /^(?::\w[^:]{0,80}:|\w[\w, *]{0,40}(?:\([^)]{0,80}\))?:(?=\s*$)|[a-z_]\w{0,40}(?:\s?\([^)]{0,80}\))?:(?=\s))\s*/;
/** For tools, not for people. */
const PRAGMA =
  /^(?:!|eslint|tslint|biome-|prettier|istanbul|c8 |v8 |@ts-|noqa|type:\s*ignore|pylint|pragma|nolint|clang-format|SPDX-|Copyright\b|vim:|-\*-|region\b|endregion\b|#)/i;
/** What ends or looks like a statement. */
const CODE =
  /[;{}]\s*$|=>|[\w)\]]\(\)|^\s*(?:if|for|while|return|import|const|let|var|def|from)\b.*[=(){}[\]]|^\S+\s*[+*/-]?=\s*\S|^[<>$|]/;

function addLine(builder: ProseBuilder, line: number, raw: string): void {
  const text = raw
    .replace(DECORATION, "")
    .replace(/[\s*/=#-]+$/, "")
    .trim();
  if (text === "" || PRAGMA.test(raw.trim()) || PRAGMA.test(text) || CODE.test(text)) {
    builder.end(tidy);
    return;
  }
  const tag = PARAMETER.exec(text) ?? TAG.exec(text) ?? FIELD.exec(text);
  const item = /^(?:[-*+•]|\d{1,3}[.)])\s+/.exec(text);
  if (tag !== null || item !== null) builder.end(tidy);
  const said = text.slice((tag ?? item)?.[0].length ?? 0);
  if (said !== "") builder.add(line, said);
}

/** `{@link Name}` and `` `code` `` are words. A word alone says nothing. */
function tidy(text: string): string {
  const clean = text.replace(/\{@\w{1,20}\s+([^}]{1,200})\}/g, "$1").replace(/`{1,2}([^`\n]{1,200})`{1,2}/g, "$1");
  return /\S\s+\S/.test(clean) ? clean : "";
}

function* commentsOf(source: string, syntax: CommentSyntax): Generator<Comment> {
  const opening = openingOf(syntax);
  let line = 1;
  let counted = 0;
  const lineAt = (at: number): number => {
    for (; counted < at; counted++) if (source.charCodeAt(counted) === 10) line++;
    return line;
  };
  for (let match = opening.exec(source); match !== null; match = opening.exec(source)) {
    const [mark] = match;
    const at = match.index;
    const after = at + mark.length;
    if (mark === "\\") opening.lastIndex = after + 1;
    else if (mark === syntax.block?.[0]) {
      const end = indexWithin(source, syntax.block[1], after);
      yield { line: lineAt(at), text: source.slice(after, end), joins: false };
      opening.lastIndex = end + syntax.block[1].length;
    } else if (syntax.line.includes(mark)) {
      const end = indexWithin(source, "\n", after);
      // `#` within a word is no comment, nor is `//` of an address.
      const text = source.slice(after, end);
      if (!/[\w:$\\]/.test(source.charAt(at - 1))) yield { line: lineAt(at), text, joins: standsAlone(source, at) };
      opening.lastIndex = end;
    } else if (syntax.strings.includes(mark)) {
      const end = endOfString(source, mark, after);
      if (syntax.docstrings && mark.length === 3 && standsAlone(source, at)) {
        yield { line: lineAt(at), text: source.slice(after, end), joins: false };
      }
      opening.lastIndex = end + mark.length;
    }
  }
}

/** A character in single marks, which may be a double one, where no string begins with those. */
const CHARACTER = "'(?:\\\\.|[^\\\\'\\n])'";

/** Where comments and strings begin; a backslash hides what follows it. */
function openingOf({ line, block, strings }: CommentSyntax): RegExp {
  const marks = [...(block ? [block[0]] : []), ...line, ...strings].map((mark) => mark.replace(/[^\w\s]/g, "\\$&"));
  return new RegExp(["\\\\", ...(strings.includes("'") ? [] : [CHARACTER]), ...marks].join("|"), "g");
}

function endOfString(source: string, quote: string, after: number): number {
  const limit = Math.min(source.length, after + LONGEST_SPAN);
  // A string in single marks ends with its line at the latest, but for template literals.
  const multiline = quote.length === 3 || quote === "`";
  for (let index = after; index < limit; index++) {
    if (source[index] === "\\") index++;
    else if (source.startsWith(quote, index)) return index;
    else if (!multiline && source[index] === "\n") return index;
  }
  return limit;
}

function indexWithin(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  return end === -1 ? source.length : end;
}

/** Whether nothing but white space and a prefix letter stands before a string in its line. */
function standsAlone(source: string, at: number): boolean {
  return /^\s*[rRuU]?$/.test(source.slice(Math.max(source.lastIndexOf("\n", at - 1) + 1, at - 200), at));
}
