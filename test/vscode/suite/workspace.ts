/** Documents and panels of the window that a suite runs in. */
import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { EXTENSION, PANELS, type PanelName } from "../../../src/ids";
import { until } from "../wait";

export async function activate(): Promise<vscode.Extension<unknown>> {
  const extension = vscode.extensions.getExtension(EXTENSION);
  if (!extension) throw new Error(`${EXTENSION} is not installed`);
  await extension.activate();
  return extension;
}

/** An editor with a text, and all of it selected or the cursor at its end. */
export async function show(content: string, how: "selected" | "cursor at the end"): Promise<vscode.TextEditor> {
  // A file: VS Code asks before it closes a document that was never saved.
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = vscode.Uri.joinPath(folder.uri, `${randomUUID()}.txt`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  const document = await vscode.workspace.openTextDocument(file);
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const end = document.positionAt(content.length);
  editor.selection = new vscode.Selection(how === "selected" ? new vscode.Position(0, 0) : end, end);
  return editor;
}

export function panelTabs(name: PanelName): vscode.Tab[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith(PANELS[name]));
}

export function panelOpened(name: PanelName): Promise<vscode.Tab> {
  return until(`the ${name} panel`, () => panelTabs(name).at(0));
}

export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}
