/** The status bar item: which model answers, on which provider, and whether it is at work. */
import * as vscode from "vscode";
import { COMMANDS } from "../../ids";
import type { ModelCatalogue } from "../models/catalogue";
import type { Engine, EngineState } from "../processes/engine";

const ID = "homotopy.status";
const PRIORITY = 90;

export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(ID, vscode.StatusBarAlignment.Right, PRIORITY);
  #provider: string | undefined;
  #state: EngineState = "off";
  #model: string | undefined;

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
    this.#state = state;
    if (state === "off") this.#provider = undefined;
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
    this.#item.dispose();
  }

  #show(): void {
    const model = this.#model ?? vscode.l10n.t("no model");
    const state = this.#stateInWords();
    this.#item.text = `$(${this.#icon()}) ${model}`;
    this.#item.tooltip = this.#tooltip(model, state);
    this.#item.accessibilityInformation = { label: `Homotopy, ${model}, ${state}`, role: "button" };
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

  #tooltip(model: string, state: string): vscode.MarkdownString {
    const text = new vscode.MarkdownString();
    const commands = [COMMANDS.selectModel, COMMANDS.diagnose, COMMANDS.showLog];
    text.isTrusted = { enabledCommands: commands };
    text.appendMarkdown("**Homotopy** ").appendText(`${model}\n`);
    text.appendText(this.#provider ? `${state} ${vscode.l10n.t("Provider: {0}", this.#provider)}\n` : `${state}\n`);
    const links = [vscode.l10n.t("Select Model"), vscode.l10n.t("Diagnose"), vscode.l10n.t("Show Log")];
    text.appendMarkdown(`\n\n${links.map((link, index) => `[${link}](command:${commands[index]})`).join(" · ")}`);
    return text;
  }
}
