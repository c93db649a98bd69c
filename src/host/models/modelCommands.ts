/** What can be done with models: choose, look at, import, export, delete. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import { SETTINGS } from "../../ids";
import { CARD_FILE } from "../../model/manifest";
import { discardRun } from "../../trainer/runs/discard";
import { runDirectory } from "../../trainer/runs/files";
import type { Engine } from "../processes/engine";
import type { ModelCatalogue, ModelEntry } from "./catalogue";
import { exportPackage, importPackage } from "./exchange";
import { detailsOf, titleOf } from "./modelsView";

export class ModelCommands {
  constructor(
    private readonly catalogue: ModelCatalogue,
    private readonly engine: Engine,
    /** Folder of the installed models. */
    private readonly installed: string,
    private readonly refresh: () => void,
  ) {}

  async select(): Promise<void> {
    const models = await this.catalogue.list();
    const active = await this.catalogue.active().catch(() => undefined);
    const items = models.map((model) => ({
      label: model.name,
      description: [titleOf(model.kind), detailsOf(model)].join(" · "),
      iconPath: new vscode.ThemeIcon(model.directory === active?.directory ? "pass-filled" : "circle-large-outline"),
      model,
    }));
    const other = {
      label: vscode.l10n.t("Import a model package…"),
      iconPath: new vscode.ThemeIcon("add"),
      model: undefined,
    };
    const title = vscode.l10n.t("Select the model that sentences are explored with");
    const chosen = await vscode.window.showQuickPick([...items, other], { title, matchOnDescription: true });
    if (chosen === other) await this.import();
    else if (chosen?.model) await this.setActive(chosen.model);
  }

  async setActive(model: ModelEntry): Promise<void> {
    if (model.problem !== undefined) {
      throw new HomotopyError("bad-model", model.problem, model.directory, "choose another model");
    }
    const configuration = vscode.workspace.getConfiguration();
    const ofWorkspace = configuration.inspect(SETTINGS.activeModel)?.workspaceValue !== undefined;
    const local = model.kind === "workspace";
    const target = local || ofWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    const value = local ? vscode.workspace.asRelativePath(model.directory, false) : model.id;
    await configuration.update(SETTINGS.activeModel, value, target);
    this.refresh();
  }

  async showCard(model: ModelEntry): Promise<void> {
    const card = vscode.Uri.file(join(model.directory, CARD_FILE));
    await vscode.commands.executeCommand("markdown.showPreview", card);
  }

  async reveal(model: ModelEntry): Promise<void> {
    await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(model.directory));
  }

  async import(): Promise<void> {
    const directory = await importPackage(this.installed);
    if (directory === undefined) return;
    this.refresh();
    const use = vscode.l10n.t("Use This Model");
    const model = (await this.catalogue.listOf("installed")).find((entry) => entry.directory === directory);
    if (!model) return;
    const said = vscode.l10n.t("The model {0} is installed.", model.name);
    if ((await vscode.window.showInformationMessage(said, use)) === use) await this.setActive(model);
  }

  async export(model: ModelEntry): Promise<void> {
    const place = await exportPackage(model.directory);
    if (place === undefined) return;
    const show = vscode.l10n.t("Show in Folder");
    const said = vscode.l10n.t("Exported to {0}", place);
    if ((await vscode.window.showInformationMessage(said, show)) !== show) return;
    await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(place));
  }

  /** Only installed models: those of a workspace are its own files. */
  async delete(model: ModelEntry): Promise<void> {
    if (model.kind !== "installed") return;
    const yes = vscode.l10n.t("Delete");
    const question = vscode.l10n.t("Delete the model {0}?", model.name);
    const detail = vscode.l10n.t("Its folder is removed from the disk: {0}", model.directory);
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
    // An engine that is not up holds no files.
    if (this.engine.isUp) await this.engine.use((engine) => engine.release(model.directory));
    await rm(model.directory, { recursive: true, force: true });
    // What is left of its training goes with it; mostly nothing is.
    await discardRun(runDirectory(model.directory)).catch(() => undefined);
    await forget(model);
    this.refresh();
  }
}

/** Wherever the setting names the model, its default holds again. */
async function forget({ id }: ModelEntry): Promise<void> {
  const configuration = vscode.workspace.getConfiguration();
  const named = configuration.inspect(SETTINGS.activeModel);
  const { Global, Workspace } = vscode.ConfigurationTarget;
  if (named?.workspaceValue === id) await configuration.update(SETTINGS.activeModel, undefined, Workspace);
  if (named?.globalValue === id) await configuration.update(SETTINGS.activeModel, undefined, Global);
}
