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

/** There is no text to explore: a command can offer some. */
export class NoEditorError extends HomotopyError {
  constructor() {
    const advice = "open a file and select a sentence, or click into the text if one is open";
    super("bad-input", "No text editor is active", "editor", advice);
  }
}

/** What VS Code shows of its own in text editors, to be read only. */
const NO_TEXTS = ["output", "debug"];

/** The active editor or, where something else has the focus (the walkthrough, a panel), the only one in sight. */
export function editorInSight(): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor) return activeTextEditor;
  const editors = visibleTextEditors.filter(({ document }) => !NO_TEXTS.includes(document.uri.scheme));
  return editors.length === 1 ? editors[0] : undefined;
}

/**
 * The editor in sight, which gets the focus: a panel opens beside what has it.
 * @throws NoEditorError if there is none, or it is not clear which one is meant
 */
export async function activeEditor(): Promise<vscode.TextEditor> {
  const editor = editorInSight();
  if (editor === undefined) throw new NoEditorError();
  if (editor === vscode.window.activeTextEditor) return editor;
  return vscode.window.showTextDocument(editor.document, editor.viewColumn);
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
