/**
 * The sentence at the cursor of a document that is being written: hard-wrapped or not, with or without markup. What is
 * read of the document is bounded, so that asking costs the same in a long one.
 */
import { normalizePrefix } from "../normalize";
import { commitObstacle, isCommitComment } from "./commitMessage";
import { type BlockAtCursor, type CursorSentence, refuse, type TextLines, type TextPosition } from "./cursor";
import { enclosureAt } from "./enclosure";
import { lastSentence } from "./lastSentence";
import { MARKUP, markedUpBlock } from "./markedUpBlock";
import { openMarkup } from "./openMarkup";
import { plainBlock } from "./plainBlock";
import { tableAt } from "./table";
import { windowAt } from "./window";

/** UTF-16 units in which the sentence must have begun: models know no longer ones. */
const LONGEST_BEGINNING = 1200;
/** UTF-16 units that are looked at after the cursor and, of the paragraph's source, before it. */
const AHEAD = 200;
const BEHIND = 2000;

const COMMIT = "git-commit";

const LETTER = /^[\p{L}\p{M}\p{N}\u200c\u200d]/u;
const WITHIN_WORD = /^['’-]\p{L}/u;
const ENDED = /[.!?…]["'”’»)\]]*\s*$/;
const LOW_SURROGATE = /^[\udc00-\udfff]/;
/** What may stand after the cursor on its line: marks that close what was opened before. */
const LINK_END = /\](?:\([^()\n]*\)|\[[^\][\n]*\])/g;
const CLOSERS = /^[\s"'”’»)\]}*_~]*$/u;

/**
 * What is being written at a position, in a language by its id; one that is not known is plain text. A position outside the
 * text is taken for the nearest one inside.
 */
export function sentenceAtCursor(lines: TextLines, position: TextPosition, language: string): CursorSentence {
  const at = inside(lines, position);
  const markup = MARKUP.get(language);
  const kind = markup ?? language;
  const own = lines.lineAt(at.line);
  const after = own.slice(at.character, at.character + AHEAD);
  if (isInsideWord(own.slice(Math.max(0, at.character - 2), at.character), after)) return refuse("inside-word");
  const obstacle =
    (language === COMMIT ? commitObstacle(lines, at.line) : undefined) ??
    enclosureAt(lines, at.line, kind) ??
    tableAt(lines, at.line, kind) ??
    openMarkup(paragraphSource(lines, at), kind) ??
    (endsLine(after) ? undefined : "text-follows");
  if (obstacle !== undefined) return refuse(obstacle);
  const block = markup
    ? markedUpBlock(windowAt(lines, at), markup)
    : plainBlock(lines, at, language === COMMIT ? isCommitComment : undefined);
  if (block === undefined) return refuse(kind === "markdown" && /^(?: {4}|\t)/.test(own) ? "code" : "markup");
  return sentenceIn(block, at);
}

function sentenceIn({ before, next }: BlockAtCursor, at: TextPosition): CursorSentence {
  const near = before.slice(-LONGEST_BEGINNING);
  const prefix = lastSentence(near);
  if (!/\p{L}/u.test(prefix)) return refuse(ENDED.test(near) ? "complete" : "nothing-begun");
  if (near.length < before.length && prefix === normalizePrefix(near)) return refuse("too-long");
  if (lastSentence(`${prefix} `) === "") return refuse("complete");
  if (/^\s*\p{Ll}/u.test(next)) return refuse("text-follows");
  return { allowed: true, prefix, range: { start: at, end: at } };
}

function inside(lines: TextLines, { line, character }: TextPosition): TextPosition {
  const row = Math.max(0, Math.min(lines.lineCount - 1, line));
  return { line: row, character: Math.max(0, Math.min(lines.lineAt(row).length, character)) };
}

function isInsideWord(before: string, after: string): boolean {
  return LETTER.test(after) || LOW_SURROGATE.test(after) || (WITHIN_WORD.test(after) && /\p{L}$/u.test(before));
}

/** Whether nothing but closing marks follows on the line. */
function endsLine(after: string): boolean {
  return CLOSERS.test(after.replace(LINK_END, "]"));
}

/** The source of the paragraph or item up to the cursor. */
function paragraphSource(lines: TextLines, { line, character }: TextPosition): string {
  let first = lines.lineAt(line).slice(0, character);
  let source = first.slice(-BEHIND);
  for (let above = line; above > 0 && source.length < BEHIND && !beginsItem(first); above--) {
    first = lines.lineAt(above - 1);
    if (first.trim() === "") break;
    source = `${first.slice(-BEHIND)}\n${source}`;
  }
  return source.slice(-BEHIND);
}

function beginsItem(line: string): boolean {
  return /^[\s>]*(?:[-*+•]|\d{1,9}[.)]|#{1,6})\s/.test(line);
}
