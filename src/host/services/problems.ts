/** How a failed command is told: one message with what happened and what to do, and one action. */
import * as vscode from "vscode";
import { HomotopyError, messageOf } from "../../core/errors";
import { COMMANDS } from "../../ids";
import { NoEditorError } from "../editor/selection";
import { inWords } from "../panels/controller";
import type { Engine } from "../processes/engine";

export async function tell(error: unknown, engine: Engine, log: vscode.LogOutputChannel): Promise<void> {
  if (error instanceof HomotopyError && error.code === "cancelled") return;
  log.error(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  const [title, command] = actionFor(error, engine);
  if ((await vscode.window.showErrorMessage(inWords(error), title)) === title) {
    await vscode.commands.executeCommand(command);
  }
}

function actionFor(error: unknown, engine: Engine): readonly [title: string, command: string] {
  if (engine.state === "failed") return [vscode.l10n.t("Restart Engine"), COMMANDS.restartEngine];
  if (error instanceof HomotopyError && error.code === "bad-model") {
    return [vscode.l10n.t("Select Model"), COMMANDS.selectModel];
  }
  if (error instanceof NoEditorError) return [vscode.l10n.t("Open a Sample Document"), COMMANDS.openSample];
  if (error instanceof HomotopyError && error.code === "bad-input") {
    return [vscode.l10n.t("Open Walkthrough"), COMMANDS.openWalkthrough];
  }
  if (error instanceof HomotopyError && error.code === "unavailable" && !vscode.workspace.isTrusted) {
    return [vscode.l10n.t("Manage Workspace Trust"), "workbench.trust.manage"];
  }
  return [vscode.l10n.t("Show Log"), COMMANDS.showLog];
}
