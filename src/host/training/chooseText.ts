/** Which folder is trained on: one on this machine's disk, for another process reads it. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";

/**
 * @param argument the folder of the Explorer that the command was called on, if it was
 * @param choose whether the person wants to choose
 * @returns undefined if the person gave up
 */
export async function chooseText(argument: unknown, choose: boolean): Promise<string | undefined> {
  const uri = argument instanceof vscode.Uri ? argument : await chosen(choose);
  if (uri === undefined) return undefined;
  if (uri.scheme === "file") return uri.fsPath;
  const advice = "choose a folder on this machine's disk";
  throw new HomotopyError("bad-input", "The folder is not on this machine's disk", uri.toString(true), advice);
}

async function chosen(choose: boolean): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (choose || folders.length === 0) return anyFolder();
  if (folders.length === 1) return folders[0]?.uri;
  const placeHolder = vscode.l10n.t("The folder whose text is trained on");
  return (await vscode.window.showWorkspaceFolderPick({ placeHolder }))?.uri;
}

async function anyFolder(): Promise<vscode.Uri | undefined> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t("Train on This Folder"),
    })) ?? [];
  return folder;
}
