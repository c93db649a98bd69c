/** The three panels of a window, each with its controller; made when the first command needs one. */
import * as vscode from "vscode";
import type { z } from "zod";
import { PANELS, type SentencePanel } from "../../ids";
import { completionsCalls, homotopyCalls, variantsCalls } from "../../protocol/panelSchemas";
import type {
  CompletionsHost,
  CompletionsState,
  HomotopyHost,
  HomotopyState,
  VariantsHost,
  VariantsState,
} from "../../protocol/panels";
import { EditorPlace } from "../editor/place";
import { CompletionsController, completionsSession } from "../panels/completionsController";
import type { PanelServices } from "../panels/controller";
import { HomotopyController, homotopySession } from "../panels/homotopyController";
import { VariantsController, variantsSession } from "../panels/variantsController";
import { WebviewPanel } from "../panels/webviewPanel";
import { completionsSettings, homotopySettings, variantsSettings } from "../services/settings";

export type SharedServices = Omit<PanelServices, "save">;

export class Panels implements vscode.Disposable {
  /** Where each panel's results go. */
  readonly places = { variants: new EditorPlace(), homotopy: new EditorPlace(), completions: new EditorPlace() };
  readonly variants: WebviewPanel<VariantsState, VariantsHost, VariantsController>;
  readonly homotopy: WebviewPanel<HomotopyState, HomotopyHost, HomotopyController>;
  readonly completions: WebviewPanel<CompletionsState, CompletionsHost, CompletionsController>;

  constructor(
    extension: vscode.Uri,
    shared: SharedServices,
    private readonly memory: vscode.Memento,
  ) {
    const services = (name: SentencePanel): PanelServices => ({
      ...shared,
      save: (session) => void memory.update(PANELS[name], { session, document: this.places[name].address }),
    });
    const scope = vscode.window.activeTextEditor?.document;
    this.variants = new WebviewPanel<VariantsState, VariantsHost, VariantsController>(extension, {
      name: "variants",
      title: vscode.l10n.t("Sentence Variants"),
      accepted: variantsCalls,
      controller: new VariantsController(services("variants"), this.places.variants, variantsSettings(scope)),
    });
    this.homotopy = new WebviewPanel<HomotopyState, HomotopyHost, HomotopyController>(extension, {
      name: "homotopy",
      title: vscode.l10n.t("Homotopy"),
      accepted: homotopyCalls,
      controller: new HomotopyController(services("homotopy"), this.places.homotopy, homotopySettings(scope)),
    });
    this.completions = new WebviewPanel<CompletionsState, CompletionsHost, CompletionsController>(extension, {
      name: "completions",
      title: vscode.l10n.t("Sentence Completions"),
      accepted: completionsCalls,
      controller: new CompletionsController(
        services("completions"),
        this.places.completions,
        completionsSettings(scope),
      ),
    });
  }

  /** Fills a panel that a reload has left with what it showed. */
  restore(name: SentencePanel, panel: vscode.WebviewPanel): void {
    this[name].adopt(panel);
    switch (name) {
      case "variants":
        this.#resume(name, variantsSession, (session) => this.variants.controller.restore(session));
        break;
      case "homotopy":
        this.#resume(name, homotopySession, (session) => this.homotopy.controller.restore(session));
        break;
      case "completions":
        this.#resume(name, completionsSession, (session) => this.completions.controller.restore(session));
        break;
    }
  }

  dispose(): void {
    this.variants.dispose();
    this.homotopy.dispose();
    this.completions.dispose();
  }

  /** What was kept may be of another version, or of another hand: then the panel stays empty. */
  #resume<Session>(
    name: SentencePanel,
    schema: z.ZodType<Session>,
    restore: (session: Session) => Promise<unknown>,
  ): void {
    const kept = this.memory.get<{ readonly session?: unknown; readonly document?: unknown }>(PANELS[name]);
    if (typeof kept?.document === "string") this.places[name].address = kept.document;
    const parsed = schema.safeParse(kept?.session);
    if (parsed.success) restore(parsed.data).catch(() => undefined);
  }
}
