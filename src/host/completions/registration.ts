/**
 * Names the provider of inline completions to VS Code, which asks it at every pause in any prose: unless the person switched
 * them on or asks expressly, nothing behind this file is loaded.
 */
import * as vscode from "vscode";
import { SETTINGS } from "../../ids";

export function registerInlineCompletions(load: () => Promise<vscode.InlineCompletionItemProvider>): vscode.Disposable {
  const provider: vscode.InlineCompletionItemProvider = {
    async provideInlineCompletionItems(document, position, context, token) {
      const explicit = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      if (!explicit && !isAutomatic(document)) return undefined;
      return (await load()).provideInlineCompletionItems(document, position, context, token);
    },
  };
  const register = () => vscode.languages.registerInlineCompletionItemProvider(languages(), provider);
  let registration = register();
  const changes = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration(SETTINGS.inlineLanguages)) return;
    registration.dispose();
    registration = register();
  });
  return vscode.Disposable.from(changes, { dispose: () => registration.dispose() });
}

/** Whether suggestions come by themselves in a document of that language. */
export function isAutomatic(scope: vscode.ConfigurationScope | undefined): boolean {
  return vscode.workspace.getConfiguration(undefined, scope ?? null).get(SETTINGS.inlineEnabled) === true;
}

/** Ids of the languages, whatever settings.json holds. */
export function languages(): string[] {
  const chosen = vscode.workspace.getConfiguration().get<unknown>(SETTINGS.inlineLanguages);
  return Array.isArray(chosen) ? chosen.filter((id) => typeof id === "string" && id !== "" && id !== "*") : [];
}
