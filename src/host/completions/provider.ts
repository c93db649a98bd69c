/** Ghost text: the sentence at the cursor is read, the completer finds how it may go on, and VS Code shows it. */
import * as vscode from "vscode";
import { HomotopyError, messageOf } from "../../core/errors";
import type { TextLines, TextPosition } from "../../core/text/cursor/cursor";
import { sentenceAtCursor } from "../../core/text/cursor/sentenceAtCursor";
import { INLINE_ACCEPTED } from "../../ids";
import { inWords } from "../panels/controller";
import type { Services } from "../services/services";
import { inlineSettings } from "../services/settings";
import { Completer } from "./completer";
import { reasonInWords } from "./reasons";

/** A place in a document, or in what it will be once the item that is chosen in the list of suggestions is in it. */
interface Place {
  readonly lines: TextLines;
  readonly at: TextPosition;
  /** What the ghost text takes the place of, and what it has to begin with. */
  readonly range: vscode.Range;
  readonly chosen: string;
}

const MESSAGE_TIME = 4000;

export class InlineProvider implements vscode.InlineCompletionItemProvider, vscode.Disposable {
  readonly #completer: Completer;
  readonly #disposables: vscode.Disposable[];
  #lastProblem: string | undefined;

  constructor(
    private readonly services: Pick<Services, "engine" | "model" | "log">,
    /** Told why nothing was suggested, or that something was. */
    private readonly onAnswer: (reason: string | undefined) => void,
  ) {
    const { engine } = services;
    this.#completer = new Completer({
      use: engine.use.bind(engine),
      model: () => services.model(),
      now: () => performance.now(),
      wait,
    });
    this.#disposables = [
      vscode.commands.registerCommand(INLINE_ACCEPTED, () => this.#completer.accepted()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const typed = contentChanges.length > 0 && document === vscode.window.activeTextEditor?.document;
        if (typed) this.#completer.typed();
      }),
    ];
  }

  /** Another model or other settings answer from now on. */
  forget(): void {
    this.#completer.forget();
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const explicit = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const { lines, at, range, chosen } = placeOf(document, position, context.selectedCompletionInfo);
    const sentence = sentenceAtCursor(lines, at, document.languageId);
    if (!sentence.allowed) return this.#nothing(reasonInWords(sentence.obstacle), explicit);
    const { signal, dispose } = signalOf(token);
    try {
      const request = { prefix: sentence.prefix, explicit, options: inlineSettings(document) };
      const answer = await this.#completer.suggest(request, signal);
      if ("reason" in answer) return this.#nothing(reasonInWords(answer.reason), explicit);
      this.onAnswer(undefined);
      return answer.suggestions.map(({ text }) => itemOf(chosen + text, range));
    } catch (error) {
      this.#note(error);
      return this.#nothing(inWords(error), explicit);
    } finally {
      dispose();
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Who asked is told why nothing came; while somebody types, the status bar item knows. */
  #nothing(reason: string | undefined, explicit: boolean): vscode.InlineCompletionItem[] {
    if (reason === undefined) return [];
    this.onAnswer(reason);
    if (explicit) {
      vscode.window.setStatusBarMessage(vscode.l10n.t("No inline completion: {0}", reason), MESSAGE_TIME);
    }
    return [];
  }

  /** A problem that lasts is logged once, not at every key. */
  #note(error: unknown): void {
    const message = messageOf(error);
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    const details = error instanceof HomotopyError || !(error instanceof Error) ? message : (error.stack ?? message);
    this.services.log.warn(`Inline completions: ${details}`);
  }
}

function placeOf(
  document: vscode.TextDocument,
  position: vscode.Position,
  selected: vscode.SelectedCompletionInfo | undefined,
): Place {
  const { line } = position;
  const range = selected?.range.isSingleLine && selected.range.start.line === line ? selected.range : undefined;
  if (!selected || !range) {
    const lines = { lineCount: document.lineCount, lineAt: (index: number) => document.lineAt(index).text };
    return { lines, at: position, range: new vscode.Range(position, position), chosen: "" };
  }
  const text = document.lineAt(line).text;
  const own = text.slice(0, range.start.character) + selected.text + text.slice(range.end.character);
  const lines = {
    lineCount: document.lineCount,
    lineAt: (index: number) => (index === line ? own : document.lineAt(index).text),
  };
  const at = { line, character: range.start.character + selected.text.length };
  return { lines, at, range, chosen: selected.text };
}

function itemOf(text: string, range: vscode.Range): vscode.InlineCompletionItem {
  return new vscode.InlineCompletionItem(text, range, { title: "", command: INLINE_ACCEPTED });
}

function signalOf(token: vscode.CancellationToken): { readonly signal: AbortSignal; dispose(): void } {
  const stop = new AbortController();
  const cancellation = token.onCancellationRequested(() => stop.abort());
  if (token.isCancellationRequested) stop.abort();
  return { signal: stop.signal, dispose: () => cancellation.dispose() };
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done, { once: true });
  });
}
