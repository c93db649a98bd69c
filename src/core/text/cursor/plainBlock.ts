/** The block at the cursor in plain text and in the message of a commit: lines without markup but for bullets and quotes. */
import { detectLayout } from "../layout";
import { linesOf } from "../markup/prose";
import type { BlockAtCursor, TextLines, TextPosition } from "./cursor";

const LINES_BACK = 40;
const LINES_AHEAD = 20;
const MOST_CHARACTERS = 4000;

/** `>` of quoted mail, then the mark of a list's item. */
const QUOTE = /^\s*(?:>\s?)*/;
const ITEM = /^(?:[-*+•–]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+/;
const STARTS_SMALL = /^\p{Ll}/u;
const STARTS_CAPITAL = /^[^\p{L}]*\p{Lu}/u;

interface Line {
  readonly text: string;
  /** Whether a block begins with it. */
  readonly begins: boolean;
}

/** `skips`: lines that are no part of the text; they end a block. */
export function plainBlock(
  lines: TextLines,
  at: TextPosition,
  skips: (line: string) => boolean = () => false,
): BlockAtCursor {
  const read = (line: number): Line | undefined => {
    if (line < 0 || line >= lines.lineCount) return undefined;
    const text = lines.lineAt(line).slice(0, MOST_CHARACTERS);
    return text.trim() === "" || skips(text) ? undefined : lineOf(text);
  };
  const own = lineOf(lines.lineAt(at.line).slice(Math.max(0, at.character - MOST_CHARACTERS), at.character));
  const block = [own];
  for (let line = at.line - 1; at.line - line <= LINES_BACK && !block[0].begins; line--) {
    const previous = read(line);
    if (previous === undefined) break;
    block.unshift(previous);
  }
  const next = read(at.line + 1);
  const wrapped = isWrapped(lines, at.line);
  return {
    before: joined(block, wrapped),
    next: next === undefined || next.begins || !(wrapped || goesOn(own.text, next.text)) ? "" : next.text,
  };
}

/** Every block of a text, its lines joined as a block's are. */
export function plainBlocks(text: string): string[] {
  const wrapped = detectLayout(text) === "wrapped";
  const blocks: Line[][] = [[]];
  for (const raw of linesOf(text)) {
    const line = lineOf(raw);
    const isBlank = line.text.trim() === "";
    if (isBlank || line.begins) blocks.push([]);
    if (!isBlank) blocks[blocks.length - 1].push(line);
  }
  return blocks.filter((block) => block.length > 0).map((block) => joined(block, wrapped));
}

function lineOf(raw: string): Line {
  const text = raw.replace(QUOTE, "");
  const item = ITEM.exec(text)?.[0] ?? "";
  return { text: text.slice(item.length), begins: item !== "" };
}

/** Lines that go on with a sentence are joined; elsewhere a line's end is a sentence's. */
function joined(block: readonly Line[], wrapped: boolean): string {
  let text = "";
  let within = false;
  for (const [index, line] of block.entries()) {
    const previous = block[index - 1]?.text ?? "";
    const small: boolean = STARTS_SMALL.test(line.text) && (within || STARTS_CAPITAL.test(previous));
    within = index > 0 && (wrapped || small);
    text += index === 0 ? line.text : `${within ? "\n" : "\n\n"}${line.text}`;
  }
  return text;
}

/** A small letter after a line that began with a capital. */
function goesOn(line: string, next: string): boolean {
  return STARTS_SMALL.test(next) && STARTS_CAPITAL.test(line);
}

/** How the text around is laid out, whatever is written at the cursor. */
function isWrapped(lines: TextLines, own: number): boolean {
  const first = Math.max(0, own - LINES_BACK);
  const last = Math.min(lines.lineCount, own + LINES_AHEAD);
  const sample = Array.from({ length: last - first }, (_, index) => {
    const line = first + index;
    return line === own ? "x" : lines.lineAt(line).slice(0, MOST_CHARACTERS);
  });
  return detectLayout(sample.join("\n")) === "wrapped";
}
