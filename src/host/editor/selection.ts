/** Sentences out of an editor: of its selections, or of the line at the cursor. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import { splitSentences } from "../../core/text/sentences";
import { endsOf } from "./sentences";

/** UTF-16 units of a selection that are read, and sentences that a panel pages through. */
const MOST_CHARACTERS = 100_000;
const MOST_SENTENCES = 500;

export interface SelectedSentences {
  readonly sentences: readonly string[];
  /** Whether the selection is longer than what is explored of it. */
  readonly cut: boolean;
}

/** @throws HomotopyError "bad-input" if there is no editor. */
export function activeEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor;
  throw new HomotopyError("bad-input", "There is no text editor", "editor", "open a file and select a sentence");
}

/**
 * The sentences of all selections; without a selection, those of the line at the cursor.
 * @throws HomotopyError "bad-input" if there is none.
 */
export function selectedSentences(editor: vscode.TextEditor): SelectedSentences {
  const texts = selectedTexts(editor);
  const sentences = texts.flatMap(({ text }) => splitSentences(text));
  if (sentences.length === 0) {
    const advice = "select a sentence of at least one word, or put the cursor on its line";
    throw new HomotopyError("bad-input", "There is no text in the selection", "editor", advice);
  }
  const cut = sentences.length > MOST_SENTENCES || texts.some((text) => text.cut);
  return { sentences: sentences.slice(0, MOST_SENTENCES), cut };
}

/** What the selections say about the two ends of a path: two sentences, the first alone, or none. */
export function selectedEnds(editor: vscode.TextEditor): readonly string[] {
  const filled = editor.selections.filter((selection) => !selection.isEmpty);
  return endsOf(filled.map((range) => textOf(editor.document, range).text));
}

function selectedTexts(editor: vscode.TextEditor) {
  const filled = editor.selections.filter((selection) => !selection.isEmpty);
  const ranges = filled.length > 0 ? filled : [editor.document.lineAt(editor.selection.active).range];
  return ranges.map((range) => textOf(editor.document, range));
}

/** The text of a range, read no further than what is explored. */
function textOf(document: vscode.TextDocument, range: vscode.Range) {
  const start = document.offsetAt(range.start);
  const end = document.positionAt(Math.min(document.offsetAt(range.end), start + MOST_CHARACTERS));
  return { text: document.getText(new vscode.Range(range.start, end)), cut: end.isBefore(range.end) };
}
