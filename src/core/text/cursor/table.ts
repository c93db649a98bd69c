import type { Obstacle, TextLines } from "./cursor";

const DELIMITER_ROW = /^[\s>]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)+\|?\s*$/;
const LINES_BACK = 100;
const LONGEST_ROW = 2000;

/** Whether a line is a row of a table. */
export function tableAt(lines: TextLines, line: number, language: string): Obstacle | undefined {
  const row = lines.lineAt(line).slice(0, LONGEST_ROW);
  if (language === "markdown") return /^[\s>]*\|/.test(row) || isMarkdownRow(lines, line) ? "table" : undefined;
  if (language === "restructuredtext") return /^\s*(?:\||\+[-=+])/.test(row) ? "table" : undefined;
  return undefined;
}

/** Of a table without bars at the margin: the head, or any line after the row of dashes. */
function isMarkdownRow(lines: TextLines, line: number): boolean {
  const isDelimiter = (near: number) => DELIMITER_ROW.test(lines.lineAt(near).slice(0, LONGEST_ROW));
  if (line + 1 < lines.lineCount && lines.lineAt(line).includes("|") && isDelimiter(line + 1)) return true;
  for (let above = line; above > Math.max(0, line - LINES_BACK); above--) {
    if (lines.lineAt(above - 1).trim() === "") return false;
    if (isDelimiter(above - 1)) return true;
  }
  return false;
}
