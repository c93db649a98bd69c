/** Why nothing is suggested, in words that end a sentence. */
import * as vscode from "vscode";
import type { Obstacle } from "../../core/text/cursor/cursor";
import type { NoSuggestion } from "./completer";

/** Undefined where nobody waits for an answer. */
export function reasonInWords(reason: Obstacle | NoSuggestion): string | undefined {
  switch (reason) {
    case "inside-word":
      return vscode.l10n.t("the cursor is in a word.");
    case "text-follows":
      return vscode.l10n.t("the sentence goes on after the cursor.");
    case "code":
      return vscode.l10n.t("the cursor is in code.");
    case "formula":
      return vscode.l10n.t("the cursor is in a formula.");
    case "link":
      return vscode.l10n.t("the cursor is in a link or a path.");
    case "tag":
      return vscode.l10n.t("the cursor is in a tag.");
    case "command":
      return vscode.l10n.t("the cursor is in a command.");
    case "table":
      return vscode.l10n.t("the cursor is in a table.");
    case "front-matter":
      return vscode.l10n.t("the cursor is in the front matter.");
    case "comment":
      return vscode.l10n.t("the cursor is in a comment.");
    case "markup":
      return vscode.l10n.t("the cursor is not in running text.");
    case "nothing-begun":
    case "too-short":
      return vscode.l10n.t("no sentence has begun before the cursor.");
    case "complete":
      return vscode.l10n.t("the sentence is complete.");
    case "too-long":
      return vscode.l10n.t("the sentence is longer than models read.");
    case "nothing-found":
      return vscode.l10n.t("the model found no ending in time.");
    case "improbable":
      return vscode.l10n.t("the model is not sure enough of an ending.");
    case "overtaken":
      return undefined;
  }
}
