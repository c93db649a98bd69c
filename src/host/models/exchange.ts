/** Model packages in and out: the dialogs that ask where, and the copying, which can be cancelled. */
import { homedir } from "node:os";
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import { readManifest } from "../../model/package/readManifest";
import { copyInto } from "../../model/package/transfer/copy";
import { archiveName, packPackage } from "../../model/package/transfer/pack";

/** Installs the package that a person chooses. Returns its folder below `installed`; undefined if the person gave up. */
export async function importPackage(installed: string): Promise<string | undefined> {
  const form = await chooseForm(vscode.l10n.t("Import a model package that is"));
  if (form === undefined) return undefined;
  const [chosen] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: form === "folder",
      canSelectFiles: form === "archive",
      openLabel: vscode.l10n.t("Import Model Package"),
      filters: archives(),
    })) ?? [];
  if (!chosen) return undefined;
  const path = onDisk(chosen);
  return copying(vscode.l10n.t("Importing {0}", basename(path)), (signal) => copyInto(path, installed, { signal }));
}

/** Copies the package of `directory` to where a person chooses. Returns that place; undefined if the person gave up. */
export async function exportPackage(directory: string): Promise<string | undefined> {
  const form = await chooseForm(vscode.l10n.t("Export the model package as"));
  if (form === undefined) return undefined;
  const path = await (form === "folder" ? chooseParent() : chooseArchive(directory));
  if (path === undefined) return undefined;
  return copying(vscode.l10n.t("Exporting {0}", basename(directory)), async (signal) => {
    if (form === "folder") return copyInto(directory, path, { signal });
    await packPackage(directory, path, { signal });
    return path;
  });
}

type Form = "folder" | "archive";

/** Desktop dialogs of Linux and Windows choose either files or folders. */
async function chooseForm(title: string): Promise<Form | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly form: Form })[] = [
    {
      form: "archive",
      label: vscode.l10n.t("An Archive"),
      description: vscode.l10n.t("one file to share, .homotopy.zip"),
      iconPath: new vscode.ThemeIcon("file-zip"),
    },
    {
      form: "folder",
      label: vscode.l10n.t("A Folder"),
      description: vscode.l10n.t("with a homotopy.json in it"),
      iconPath: new vscode.ThemeIcon("folder"),
    },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.form;
}

async function chooseParent(): Promise<string | undefined> {
  const openLabel = vscode.l10n.t("Export Into This Folder");
  const [folder] =
    (await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, openLabel })) ?? [];
  return folder && onDisk(folder);
}

/** The dialog asks before it writes over a file. */
async function chooseArchive(directory: string): Promise<string | undefined> {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  const parent = workspace?.uri.scheme === "file" ? workspace.uri.fsPath : homedir();
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(parent, archiveName(directory, await readManifest(directory)))),
    saveLabel: vscode.l10n.t("Export"),
    filters: archives(),
  });
  return file && onDisk(file);
}

/** Dialogs know only what follows the last dot. */
function archives(): Record<string, string[]> {
  return { [vscode.l10n.t("Model archives")]: ["zip"] };
}

function onDisk(uri: vscode.Uri): string {
  if (uri.scheme === "file") return uri.fsPath;
  const advice = "choose a place on this machine's disk";
  throw new HomotopyError("bad-input", "Models lie on this machine's disk", uri.toString(true), advice);
}

/** Runs `copy` under a notification whose Cancel raises the signal. */
async function copying<T>(title: string, copy: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, (_, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return copy(controller.signal);
  });
}
