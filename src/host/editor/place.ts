/** Where text was taken from, and so where results go: a document, kept by its address, and a place in it. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import type { Span } from "../../core/text/cursor/sentenceWithGaps";
import type { Change } from "../../core/text/cursor/verbatim";
import type { TextPlace } from "../panels/controller";
import { extentOf, type Filling, fillingOf, rewritingOf, type Spots } from "./spots";

/** Places of a document, with the text there and before to recognise them by. */
interface Remembered {
  readonly spots: Spots;
  readonly text: string;
}

export class EditorPlace implements TextPlace {
  #document: vscode.Uri | undefined;
  /** The sentence with what was put into it last, and before it as it was read: a change may have been undone. */
  #remembered: readonly Remembered[] = [];

  /** Results go to this editor from now on. */
  set(editor: vscode.TextEditor): void {
    this.#document = editor.document.uri;
    this.#remembered = [];
  }

  /** Remembers where the sentence stands that was read, and what of it is missing. */
  setSpots(editor: vscode.TextEditor, spots: Spots): void {
    this.set(editor);
    if (spots.gaps.length > 0 || spots.sentence) this.#remembered = [{ spots, text: textAt(editor.document, spots) }];
  }

  /** The document as a string that survives a reload. */
  get address(): string | undefined {
    return this.#document?.toString();
  }

  set address(address: string | undefined) {
    this.#document = address === undefined ? undefined : vscode.Uri.parse(address);
  }

  async insert(text: string): Promise<void> {
    const editor = await this.#editor();
    const at = editor.selection.end;
    const offset = editor.document.offsetAt(at);
    await this.#edit(editor, [{ start: offset, end: offset, text: separated(editor.document, at, text) }]);
  }

  async replaceSelection(text: string): Promise<void> {
    const editor = await this.#editor();
    if (editor.selection.isEmpty) {
      throw new HomotopyError(
        "bad-input",
        "Nothing is selected",
        "editor",
        "select the text to replace, or insert instead",
      );
    }
    await this.#edit(editor, [{ ...spanOf(editor.document, editor.selection), text }]);
  }

  async fillThere(texts: readonly string[]): Promise<void> {
    const editor = await this.#editor();
    const { spots } = this.#found(editor.document, ({ gaps }) => gaps.length === texts.length);
    await this.#change(editor, fillingOf(spots, texts));
  }

  async rewriteThere(sentence: string): Promise<void> {
    const editor = await this.#editor();
    const { spots } = this.#found(editor.document);
    if (spots.sentence === undefined) {
      const what = "The sentence has markup in the editor, which a sentence that was changed here would take away";
      const advice = "select the words in the editor and run Homotopy: Mark Selection as Gap";
      throw new HomotopyError("bad-input", what, "editor", advice);
    }
    const source = editor.document.getText(rangeOf(editor.document, spots.sentence));
    await this.#change(editor, rewritingOf(source, spots.sentence, sentence));
  }

  /** @throws HomotopyError "bad-input" if the text there is another than it was */
  #found(document: vscode.TextDocument, suits: (spots: Spots) => boolean = () => true): Remembered {
    const found = this.#remembered.find(({ spots, text }) => suits(spots) && textAt(document, spots) === text);
    if (found !== undefined) return found;
    const advice = "put the cursor there again and run Homotopy: Complete Sentence";
    throw new HomotopyError("bad-input", "The sentence in the editor has changed", "editor", advice);
  }

  async #change(editor: vscode.TextEditor, { changes, after }: Filling): Promise<void> {
    await this.#edit(editor, changes);
    const [asRead] = this.#remembered.slice(-1);
    this.#remembered = [{ spots: after, text: textAt(editor.document, after) }, asRead];
  }

  async #editor(): Promise<vscode.TextEditor> {
    const uri = this.#document ?? vscode.window.activeTextEditor?.document.uri;
    if (!uri) throw new HomotopyError("bad-input", "There is no editor to insert into", "editor", "open a text file");
    const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    return visible ?? vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preserveFocus: true });
  }

  /** One step to undo. */
  async #edit(editor: vscode.TextEditor, changes: readonly Change[]): Promise<void> {
    const { document } = editor;
    const done = await editor.edit((edit) => {
      for (const change of changes) edit.replace(rangeOf(document, change), change.text);
    });
    if (done) return;
    const where = vscode.workspace.asRelativePath(document.uri);
    throw new HomotopyError("bad-input", "The text could not be inserted", where, "check that the file can be edited");
  }
}

/** UTF-16 units before a place by which it is recognised, too. */
const REMEMBERED = 200;

function textAt(document: vscode.TextDocument, spots: Spots): string {
  const { start, end } = extentOf(spots);
  return document.getText(rangeOf(document, { start: Math.max(0, start - REMEMBERED), end }));
}

function rangeOf(document: vscode.TextDocument, { start, end }: Span): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function spanOf(document: vscode.TextDocument, { start, end }: vscode.Range): Span {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

/** With a space where the text would touch a word, and a list on lines of its own. */
function separated(document: vscode.TextDocument, at: vscode.Position, text: string): string {
  const before = document.getText(new vscode.Range(at.with({ character: 0 }), at));
  if (text.endsWith("\n")) return before === "" ? text : `\n${text}`;
  return /\S$/.test(before) ? ` ${text}` : text;
}
