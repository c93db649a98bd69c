/** Training in the window: the command, the panel, what a reload finds again, and what the rest of the extension is told. */
import * as vscode from "vscode";
import { PANELS } from "../../ids";
import { trainingCalls } from "../../protocol/panelSchemas";
import type { RunView, TrainingHost, TrainingState } from "../../protocol/trainingPanel";
import { TrainingController } from "../panels/trainingController";
import { WebviewPanel } from "../panels/webviewPanel";
import { chooseText } from "./chooseText";
import { type TrainingSession, trainingSession } from "./ports";
import { requireTrust, type TrainingParts, trainingServices } from "./trainingServices";

export class Training implements vscode.Disposable {
  readonly #panel: WebviewPanel<TrainingState, TrainingHost, TrainingController>;
  readonly #memory: TrainingMemory;
  #restored = false;

  constructor(parts: TrainingParts, mirror: (run: RunView | undefined) => void) {
    this.#memory = new TrainingMemory(parts.context);
    const services = trainingServices(parts, {
      chooseFolder: () => this.train(undefined, true),
      save: (session) => this.#memory.save(session),
      mirror: (run) => {
        if (run?.phase === "finished") this.#memory.forgetRun();
        // A run that ended well needs no reminder once it was seen.
        mirror(run?.phase === "finished" && this.#panel.isVisible ? undefined : run);
      },
    });
    this.#panel = new WebviewPanel<TrainingState, TrainingHost, TrainingController>(parts.context.extensionUri, {
      name: "training",
      title: vscode.l10n.t("Training"),
      accepted: trainingCalls,
      controller: new TrainingController(services),
    });
  }

  /** Plans to train on a folder: the one given, that of the workspace, or one that the person chooses. */
  async train(argument: unknown, choose = false): Promise<void> {
    requireTrust();
    this.#restored = true;
    const source = await chooseText(argument, choose);
    if (source === undefined) return;
    this.#panel.reveal();
    await this.#panel.controller.prepare(source);
  }

  /** Shows the panel as it stands, or what an earlier window left. */
  async show(): Promise<void> {
    await this.resume();
    this.#panel.reveal();
    await this.#panel.controller.open();
  }

  /** Takes up an earlier window's run, for the status bar. */
  async resume(): Promise<void> {
    if (this.#restored) return;
    this.#restored = true;
    await this.#panel.controller.restore(this.#memory.session);
  }

  /** Fills a panel that a reload has left. */
  async restore(panel: vscode.WebviewPanel): Promise<void> {
    this.#panel.adopt(panel);
    await this.resume();
  }

  dispose(): void {
    this.#panel.controller.dispose();
    this.#panel.dispose();
  }
}

/** What is found again: by this window its text and run, by a window on another folder the run alone. */
class TrainingMemory {
  constructor(private readonly context: vscode.ExtensionContext) {}

  get session(): TrainingSession {
    const [mine, any] = [this.context.workspaceState, this.context.globalState].map(
      (memento) => trainingSession.safeParse(memento.get(PANELS.training)).data,
    );
    return { ...any, ...mine };
  }

  save(session: TrainingSession): void {
    void this.context.workspaceState.update(PANELS.training, session);
    const { directory } = session;
    if (directory !== undefined) void this.context.globalState.update(PANELS.training, { directory });
  }

  forgetRun(): void {
    void this.context.globalState.update(PANELS.training, undefined);
  }
}
