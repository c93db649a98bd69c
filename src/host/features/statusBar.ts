/** The status bar item: which model answers, on which provider, whether it is at work, and what inline completions do. */
import * as vscode from "vscode";
import { COMMANDS } from "../../ids";
import type { RunView } from "../../protocol/trainingPanel";
import type { ModelCatalogue } from "../models/catalogue";
import type { Engine, EngineState } from "../processes/engine";
import { runIcon, runInWords } from "../training/runInWords";

const ID = "homotopy.status";
const PRIORITY = 90;
/** Milliseconds of work before it shows: what takes no longer would flicker at every key. */
const PATIENCE = 300;

export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(ID, vscode.StatusBarAlignment.Right, PRIORITY);
  #provider: string | undefined;
  #state: EngineState = "off";
  #model: string | undefined;
  #inline: { readonly on: boolean; readonly reason: string | undefined } = { on: false, reason: undefined };
  #busy: NodeJS.Timeout | undefined;
  #run: RunView | undefined;

  constructor(private readonly catalogue: ModelCatalogue) {
    this.#item.name = "Homotopy";
    this.#item.command = COMMANDS.selectModel;
  }

  /** Looks up the active model and shows it. */
  async refresh(): Promise<void> {
    this.#model = await this.catalogue.active().then(
      (model) => model.name,
      () => undefined,
    );
    this.#show();
  }

  setState(state: EngineState): void {
    clearTimeout(this.#busy);
    const shown = this.#state;
    if (state === "busy") this.#busy = setTimeout(() => this.#showState("busy"), PATIENCE);
    else if (state !== shown) this.#showState(state);
  }

  /** Whether inline completions come by themselves in the active editor, and why none did the last time. */
  setInline(on: boolean, reason: string | undefined): void {
    if (this.#inline.on === on && this.#inline.reason === reason) return;
    this.#inline = { on, reason };
    this.#show();
  }

  /** A training run, which takes the item over: a click opens its panel. */
  setTraining(run: RunView | undefined): void {
    this.#run = run;
    this.#item.command = run === undefined ? COMMANDS.selectModel : COMMANDS.showTraining;
    this.#show();
  }

  /** Asks the engine, once in its life and when it has nothing else to do, what runs the model. */
  async lookUpProvider(engine: Engine): Promise<void> {
    if (this.#provider !== undefined) return;
    this.#provider = "";
    try {
      const { directory } = await this.catalogue.active();
      const { provider } = await engine.use((api) => api.describe(directory));
      this.#provider = provider;
      this.#show();
    } catch {
      // Whoever uses the model is told. Until the engine starts anew, the tooltip goes without.
    }
  }

  dispose(): void {
    clearTimeout(this.#busy);
    this.#item.dispose();
  }

  #showState(state: EngineState): void {
    this.#state = state;
    if (state === "off") this.#provider = undefined;
    this.#show();
  }

  #show(): void {
    const model = this.#model ?? vscode.l10n.t("no model");
    const state = this.#stateInWords();
    const run = this.#run && runInWords(this.#run);
    this.#item.text = run === undefined ? `$(${this.#icon()}) ${model}` : `$(${runIcon(this.#run)}) ${run}`;
    this.#item.tooltip = this.#tooltip(model, state);
    const label = `Homotopy, ${run === undefined ? "" : `${run}, `}${model}, ${state} ${this.#inlineInWords()}`;
    this.#item.accessibilityInformation = { label, role: "button" };
    this.#item.show();
  }

  #icon(): string {
    if (this.#state === "starting" || this.#state === "busy") return "loading~spin";
    return this.#state === "failed" || this.#model === undefined ? "warning" : "graph-scatter";
  }

  #stateInWords(): string {
    switch (this.#state) {
      case "off":
        return vscode.l10n.t("The engine starts when it is needed.");
      case "starting":
        return vscode.l10n.t("The engine is starting.");
      case "ready":
        return vscode.l10n.t("The engine is ready.");
      case "busy":
        return vscode.l10n.t("The engine is at work.");
      case "failed":
        return vscode.l10n.t("The engine failed several times in a row.");
    }
  }

  #inlineInWords(): string {
    const { on, reason } = this.#inline;
    if (on && reason !== undefined) return vscode.l10n.t("Inline completions are on. None here: {0}", reason);
    return on ? vscode.l10n.t("Inline completions are on.") : vscode.l10n.t("Inline completions are off.");
  }

  #tooltip(model: string, state: string): vscode.MarkdownString {
    const text = new vscode.MarkdownString();
    const commands = [
      ...[COMMANDS.selectModel, COMMANDS.toggleInline, COMMANDS.diagnose, COMMANDS.showLog],
      ...(this.#run ? [COMMANDS.showTraining] : []),
    ];
    text.isTrusted = { enabledCommands: commands };
    text.appendMarkdown("**Homotopy** ").appendText(`${model}\n`);
    text.appendText(this.#provider ? `${state} ${vscode.l10n.t("Provider: {0}", this.#provider)}\n` : `${state}\n`);
    text.appendText(`${this.#inlineInWords()}\n`);
    const toggle = this.#inline.on
      ? vscode.l10n.t("Turn Off Inline Completions")
      : vscode.l10n.t("Turn On Inline Completions");
    const links = [
      ...[vscode.l10n.t("Select Model"), toggle, vscode.l10n.t("Diagnose"), vscode.l10n.t("Show Log")],
      ...(this.#run ? [vscode.l10n.t("Show Training")] : []),
    ];
    text.appendMarkdown(`\n\n${links.map((link, index) => `[${link}](command:${commands[index]})`).join(" · ")}`);
    return text;
  }
}
