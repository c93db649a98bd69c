/** Where text was taken from, and so where results go: a document, kept by its address, and a place in it. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import type { TextPlace } from "../panels/controller";

export class EditorPlace implements TextPlace {
  #document: vscode.Uri | undefined;
  /** Offset that completions are inserted at, and what stood before it. */
  #remembered: { readonly offset: number; readonly before: string } | undefined;

  /** Results go to this editor from now on. */
  set(editor: vscode.TextEditor): void {
    this.#document = editor.document.uri;
    this.#remembered = undefined;
  }

  /** Remembers the cursor, with the text before it to recognise the place by. */
  setCursor(editor: vscode.TextEditor): void {
    const { document, selection } = editor;
    this.#document = document.uri;
    const offset = document.offsetAt(selection.active);
    this.#remembered = { offset, before: textBefore(document, offset) };
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
    await this.#edit(editor, at, separated(editor.document, at, text));
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
    await this.#edit(editor, editor.selection, text);
  }

  async insertThere(text: string): Promise<void> {
    const editor = await this.#editor();
    const remembered = this.#remembered;
    if (!remembered || textBefore(editor.document, remembered.offset) !== remembered.before) {
      const advice = "put the cursor there again and run Homotopy: Complete Sentence";
      throw new HomotopyError("bad-input", "The text before the cursor has changed", "editor", advice);
    }
    await this.#edit(editor, editor.document.positionAt(remembered.offset), text);
  }

  async #editor(): Promise<vscode.TextEditor> {
    const uri = this.#document ?? vscode.window.activeTextEditor?.document.uri;
    if (!uri) throw new HomotopyError("bad-input", "There is no editor to insert into", "editor", "open a text file");
    const visible = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
    return visible ?? vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preserveFocus: true });
  }

  async #edit(editor: vscode.TextEditor, where: vscode.Position | vscode.Range, text: string): Promise<void> {
    const done = await editor.edit((edit) =>
      edit.replace(where instanceof vscode.Range ? where : new vscode.Range(where, where), text),
    );
    if (!done) {
      const where_ = vscode.workspace.asRelativePath(editor.document.uri);
      throw new HomotopyError(
        "bad-input",
        "The text could not be inserted",
        where_,
        "check that the file can be edited",
      );
    }
  }
}

const REMEMBERED = 200;

function textBefore(document: vscode.TextDocument, offset: number): string {
  return document.getText(
    new vscode.Range(document.positionAt(Math.max(0, offset - REMEMBERED)), document.positionAt(offset)),
  );
}

/** With a space where the text would touch a word, and a list on lines of its own. */
function separated(document: vscode.TextDocument, at: vscode.Position, text: string): string {
  const before = document.getText(new vscode.Range(at.with({ character: 0 }), at));
  if (text.endsWith("\n")) return before === "" ? text : `\n${text}`;
  return /\S$/.test(before) ? ` ${text}` : text;
}
