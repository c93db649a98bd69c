/** The sample document: an unsaved one, which needs no folder, no trust and no network. */
import * as vscode from "vscode";
import { editorInSight } from "../editor/selection";
import { SAMPLE, sampleText } from "./sampleText";

export class SampleDocument {
  #document: vscode.TextDocument | undefined;

  /** Shows it with its first sentence selected, so that a command finds one. It is opened once: what was changed stays. */
  async show(): Promise<void> {
    if (this.#document === undefined || this.#document.isClosed) {
      const content = sampleText((text) => vscode.l10n.t(text));
      this.#document = await vscode.workspace.openTextDocument({ language: "markdown", content });
    }
    const selection = firstSentence(this.#document);
    await vscode.window.showTextDocument(this.#document, { viewColumn: columnForText(), preview: false, selection });
  }
}

/** Where text is in sight already; else beside what is (the walkthrough, a panel), so that both are. */
function columnForText(): vscode.ViewColumn {
  const inSight = editorInSight()?.viewColumn;
  if (inSight !== undefined) return inSight;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  return tab === undefined || tab.input instanceof vscode.TabInputText
    ? vscode.ViewColumn.Active
    : vscode.ViewColumn.Beside;
}

function firstSentence(document: vscode.TextDocument): vscode.Range {
  const [sentence] = SAMPLE.sentences;
  const start = Math.max(0, document.getText().indexOf(sentence));
  const end = document.getText().startsWith(sentence, start) ? start + sentence.length : start;
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
