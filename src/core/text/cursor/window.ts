/** How much of a document is read around the cursor, however long it is. */
import type { TextLines, TextPosition, TextRange } from "./cursor";

/** Lines before the cursor in which the block that holds it may begin, and after it in which that may end. */
const LINES_BACK = 200;
const LINES_AHEAD = 20;
/** UTF-16 units that are read in each direction. */
const MOST_CHARACTERS = 8000;

export interface Window {
  /** From a place where nothing but the document itself is open, to the cursor. */
  readonly before: string;
  /** From the cursor to the end of the paragraph. */
  readonly after: string;
}

/** The lines round the cursor, from the last one before it that stands at the margin after a blank line. */
export function windowAt(lines: TextLines, at: TextPosition): Window {
  const own = lines.lineAt(at.line);
  const before = [own.slice(Math.max(0, at.character - MOST_CHARACTERS), at.character)];
  let length = before[0].length;
  for (let line = at.line; line > 0 && at.line - line < LINES_BACK && !startsAtMargin(lines, line); line--) {
    const text = lines.lineAt(line - 1);
    length += text.length + 1;
    if (length > MOST_CHARACTERS) break;
    before.unshift(text);
  }
  return { before: before.join("\n"), after: [own.slice(at.character), ...following(lines, at.line)].join("\n") };
}

/** The same, from round one place to round another. */
export function windowRange(lines: TextLines, from: TextPosition, to: TextPosition): TextRange {
  const back = windowAt(lines, from).before.split("\n");
  const isOwn = back.length === 1;
  const start = { line: from.line - back.length + 1, character: isOwn ? from.character - back[0].length : 0 };
  const farthest = to.character + MOST_CHARACTERS;
  if (lines.lineAt(to.line).length > farthest) return { start, end: { line: to.line, character: farthest } };
  const last = to.line + following(lines, to.line).length;
  return { start, end: { line: last, character: lines.lineAt(last).length } };
}

function startsAtMargin(lines: TextLines, line: number): boolean {
  return /^\S/.test(lines.lineAt(line)) && lines.lineAt(line - 1).trim() === "";
}

/** The lines up to the next blank one. */
function following(lines: TextLines, line: number): string[] {
  const found: string[] = [];
  let length = 0;
  for (let next = line + 1; next < lines.lineCount && found.length < LINES_AHEAD; next++) {
    const text = lines.lineAt(next);
    length += text.length;
    if (text.trim() === "" || length > MOST_CHARACTERS) break;
    found.push(text);
  }
  return found;
}
