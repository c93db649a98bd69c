/** Run Recipe: a recipe from the selection, the clipboard or typed, and the model that it was made with. */
import * as vscode from "vscode";
import { hashOf, parseRecipe, type Recipe } from "../../protocol/recipe";
import type { ModelCatalogue, ModelEntry } from "../models/catalogue";

/** @returns nothing if the person gave up. @throws HomotopyError "bad-input" for what is no recipe */
export async function askForRecipe(): Promise<Recipe | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selected = editor && !editor.selection.isEmpty ? editor.document.getText(editor.selection) : "";
  if (isRecipe(selected)) return parseRecipe(selected);
  const copied = await vscode.env.clipboard.readText();
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Run Recipe"),
    prompt: vscode.l10n.t("The JSON that Copy Recipe has put on the clipboard"),
    value: isRecipe(copied) ? JSON.stringify(parseRecipe(copied)) : "",
    ignoreFocusOut: true,
  });
  return typed === undefined ? undefined : parseRecipe(typed);
}

/**
 * Whether the recipe can be run: with its own model, or with another one if the person says so.
 * @returns the recipe to run, or nothing if the person gave up
 */
export async function modelForRecipe(recipe: Recipe, catalogue: ModelCatalogue): Promise<Recipe | undefined> {
  if (await catalogue.byHash(hashOf(recipe.model))) return recipe;
  const active: ModelEntry = await catalogue.active();
  const anyway = vscode.l10n.t("Run With {0}", active.name);
  const message = vscode.l10n.t("The recipe was made with the model {0}, which is not here.", recipe.model);
  const detail = vscode.l10n.t("Another model gives another result.");
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, anyway);
  return answer === anyway ? { ...recipe, model: `${active.name}@${active.hash ?? ""}` } : undefined;
}

function isRecipe(text: string): boolean {
  try {
    parseRecipe(text);
    return true;
  } catch {
    return false;
  }
}
