/** The sentence of an editor that something is missing of: words where its gaps are, or its end. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import type { TextLines } from "../../core/text/cursor/cursor";
import { isComplete, lastSentence } from "../../core/text/cursor/lastSentence";
import { sentenceAtCursor } from "../../core/text/cursor/sentenceAtCursor";
import { type GapsWanted, type Span, sentenceWithGaps } from "../../core/text/cursor/sentenceWithGaps";
import { verbatim } from "../../core/text/cursor/verbatim";
import { windowRange } from "../../core/text/cursor/window";
import { withoutGapMarks } from "../../core/text/gaps";
import { splitSentences } from "../../core/text/sentences";
import type { Spots } from "./spots";

/** UTF-16 units of a selection that are read, and in which a sentence that is being written may begin. */
const MOST_CHARACTERS = 100_000;
/** Lines in which it may. */
const LINES_BACK = 40;
/** UTF-16 units that tell whether a sentence has ended. */
const LONGEST_END = 2000;

export interface SentenceToFill {
  /** Each gap written ___; without one it is the end that is missing, unless the sentence is complete. */
  readonly text: string;
  /** The sentence as it stands in the editor, without markup. */
  readonly original: string;
  readonly spots: Spots;
}

/**
 * The selected sentence with gaps, or the one at the cursor; where it has none, its beginning up to the end of the
 * selection or to the cursor.
 * @throws HomotopyError "bad-input" if none has begun
 */
export function sentenceToFill(editor: vscode.TextEditor): SentenceToFill {
  const { document, selection } = editor;
  const withGaps = selection.isEmpty
    ? gapsAround(document, selection, { at: document.offsetAt(selection.active) })
    : gapsIn(document, firstOf(document, selection), {});
  return withGaps ?? beginning(editor);
}

/**
 * The sentence in which the selected words are gaps; without a selection, the word at the cursor.
 * @throws HomotopyError "bad-input" if there is neither
 */
export function sentenceAroundSelection({ document, selections }: vscode.TextEditor): SentenceToFill {
  const words = selections.map((selection) => wordsOf(document, selection)).filter(({ start, end }) => start < end);
  const marked = words.sort((a, b) => a.start - b.start);
  const first = marked[0];
  const whole = first && rangeOf(document, { start: first.start, end: marked[marked.length - 1].end });
  const found = whole && gapsAround(document, whole, { marked });
  if (found) return found;
  const advice = "select the words that another text should stand for";
  throw new HomotopyError("bad-input", "No words are selected", "editor", advice);
}

/** What is selected without the space round it. */
function wordsOf(document: vscode.TextDocument, selection: vscode.Selection): Span {
  const range = selection.isEmpty ? document.getWordRangeAtPosition(selection.active) : selection;
  if (range === undefined) return { start: 0, end: 0 };
  const text = document.getText(range);
  const start = document.offsetAt(range.start) + text.length - text.trimStart().length;
  return { start, end: start + text.trim().length };
}

/** The part of a selection that is read for gaps. */
function firstOf(document: vscode.TextDocument, { start, end }: vscode.Range): vscode.Range {
  const most = document.positionAt(document.offsetAt(start) + MOST_CHARACTERS);
  return new vscode.Range(start, most.isBefore(end) ? most : end);
}

/** In the text round a range. */
function gapsAround(
  document: vscode.TextDocument,
  range: vscode.Range,
  wanted: GapsWanted,
): SentenceToFill | undefined {
  const { start, end } = windowRange(linesOf(document), range.start, range.end);
  const window = new vscode.Range(start.line, start.character, end.line, end.character);
  return gapsIn(document, window, wanted);
}

/** In a range; `wanted` counts from the document's beginning. */
function gapsIn(
  document: vscode.TextDocument,
  range: vscode.Range,
  { marked, at }: GapsWanted,
): SentenceToFill | undefined {
  const base = document.offsetAt(range.start);
  const source = document.getText(range);
  const shifted = (span: Span, by: number) => ({ start: span.start + by, end: span.end + by });
  const wanted = {
    ...(marked && { marked: marked.map((span) => shifted(span, -base)) }),
    ...(at !== undefined && { at: at - base }),
  };
  const found = sentenceWithGaps(source, wanted, document.languageId);
  if (found === undefined) return undefined;
  const sentence = verbatim(source, found.original, found.gaps[0][0].start);
  return {
    text: found.text,
    original: found.original,
    spots: {
      gaps: found.gaps.map((spans) => spans.map((span) => shifted(span, base))),
      ...(sentence && { sentence: shifted(sentence, base) }),
    },
  };
}

/** What is being written; a selection says itself where that begins. A sentence that is complete has no gap. */
function beginning({ document, selection }: vscode.TextEditor): SentenceToFill {
  const at = selection.isEmpty ? selection.active : selection.end;
  const end = document.offsetAt(at);
  const start = document.offsetAt(selection.isEmpty ? paragraphStart(document, at) : selection.start);
  const from = Math.max(start, end - MOST_CHARACTERS);
  const source = document.getText(rangeOf(document, { start: from, end }));
  const isEnded = isComplete(source.slice(-LONGEST_END));
  const cursor = selection.isEmpty ? sentenceAtCursor(linesOf(document), at, document.languageId) : undefined;
  // Where nobody would want ghost text, a person may still ask for an ending.
  const begun = cursor?.allowed ? cursor.prefix : lastSentence(source);
  const text = isEnded ? (splitSentences(source).at(-1) ?? "") : begun;
  if (text.trim() === "") {
    const advice = "write its beginning and leave the cursor at the end";
    throw new HomotopyError("bad-input", "No sentence has begun before the cursor", "editor", advice);
  }
  const place = verbatim(source, text, source.trimEnd().length);
  const sentence = place && { start: from + place.start, end: from + place.end };
  const gaps = isEnded ? [] : [[{ start: end, end }]];
  return { text: withoutGapMarks(text), original: text, spots: { gaps, ...(sentence && { sentence }) } };
}

function linesOf(document: vscode.TextDocument): TextLines {
  return { lineCount: document.lineCount, lineAt: (line) => document.lineAt(line).text };
}

function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function paragraphStart(document: vscode.TextDocument, cursor: vscode.Position): vscode.Position {
  let line = cursor.line;
  while (line > 0 && cursor.line - line < LINES_BACK && !document.lineAt(line - 1).isEmptyOrWhitespace) line--;
  return new vscode.Position(line, 0);
}
