/** Switches inline completions on or off for the text at hand, where the person has set them. */
import * as vscode from "vscode";
import { SETTINGS } from "../../ids";
import { isAutomatic } from "./registration";
import { placeOfSetting } from "./settingPlace";

const VS_CODE_SWITCH = "editor.inlineSuggest.enabled";
const MESSAGE_TIME = 4000;

export async function toggleInlineCompletions(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const on = !isAutomatic(document);
  const configuration = vscode.workspace.getConfiguration(undefined, document ?? null);
  const place = placeOfSetting(configuration.inspect(SETTINGS.inlineEnabled) ?? {});
  await configuration.update(SETTINGS.inlineEnabled, on, TARGETS[place.where], place.inLanguage);
  if (!on) {
    await vscode.commands.executeCommand("editor.action.inlineSuggest.hide");
    vscode.window.setStatusBarMessage(vscode.l10n.t("Inline completions are off."), MESSAGE_TIME);
    return;
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t("Inline completions are on."), MESSAGE_TIME);
  if (configuration.get(VS_CODE_SWITCH) === false) await offerSwitch();
}

const TARGETS = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
} as const;

async function offerSwitch(): Promise<void> {
  const open = vscode.l10n.t("Open Setting");
  const message = vscode.l10n.t("VS Code shows no inline completions while its setting {0} is off.", VS_CODE_SWITCH);
  if ((await vscode.window.showInformationMessage(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", VS_CODE_SWITCH);
  }
}
