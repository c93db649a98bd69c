/** The Models view: what is bundled, installed and in the workspace, with the active model marked. */
import * as vscode from "vscode";
import { COMMANDS, MODEL_ITEMS } from "../../ids";
import type { ModelCatalogue, ModelEntry, ModelKind } from "./catalogue";

type Group = { readonly kind: ModelKind };
export type ModelNode = Group | ModelEntry;

const MEBIBYTE = 2 ** 20;
const KINDS: readonly ModelKind[] = ["bundled", "installed", "workspace"];

export class ModelsView implements vscode.TreeDataProvider<ModelNode> {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly catalogue: ModelCatalogue) {}

  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    if (node && isModel(node)) return [];
    if (node) return [...(await this.catalogue.listOf(node.kind))];
    const groups = await Promise.all(
      KINDS.map(async (kind) => ({
        kind,
        shown: waitsForTrust(kind) || (await this.catalogue.listOf(kind)).length > 0,
      })),
    );
    const shown = groups.filter((group) => group.shown).map(({ kind }) => ({ kind }));
    // Nothing but an invitation to trust would hide the welcome text, which says what to do.
    return shown.every(({ kind }) => waitsForTrust(kind)) ? [] : shown;
  }

  async getTreeItem(node: ModelNode): Promise<vscode.TreeItem> {
    if (!isModel(node)) return groupItem(node.kind);
    const active = await this.catalogue.active().catch(() => undefined);
    return modelItem(node, active?.directory === node.directory);
  }
}

export function isModel(node: unknown): node is ModelEntry {
  return typeof node === "object" && node !== null && "directory" in node;
}

function waitsForTrust(kind: ModelKind): boolean {
  return kind === "workspace" && !vscode.workspace.isTrusted && (vscode.workspace.workspaceFolders?.length ?? 0) > 0;
}

function groupItem(kind: ModelKind): vscode.TreeItem {
  const item = new vscode.TreeItem(titleOf(kind), vscode.TreeItemCollapsibleState.Expanded);
  item.id = kind;
  if (waitsForTrust(kind)) {
    item.collapsibleState = vscode.TreeItemCollapsibleState.None;
    item.description = vscode.l10n.t("not used until you trust the workspace");
    item.command = { command: "workbench.trust.manage", title: vscode.l10n.t("Manage Workspace Trust") };
  }
  return item;
}

export function titleOf(kind: ModelKind): string {
  if (kind === "bundled") return vscode.l10n.t("Bundled");
  return kind === "installed" ? vscode.l10n.t("Installed") : vscode.l10n.t("Workspace");
}

function modelItem(model: ModelEntry, active: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(model.name);
  item.id = `${model.kind}:${model.directory}`;
  item.contextValue = MODEL_ITEMS[model.kind];
  const folder = model.id === model.name ? [] : [model.id];
  item.description = [...folder, active ? vscode.l10n.t("active") : detailsOf(model)].join(" · ");
  item.iconPath = new vscode.ThemeIcon(model.problem ? "warning" : active ? "pass-filled" : "circle-large-outline");
  item.tooltip = tooltipOf(model);
  item.accessibilityInformation = {
    label: [model.name, active ? vscode.l10n.t("active") : "", detailsOf(model)].join(" "),
  };
  item.command = { command: COMMANDS.showModelCard, title: vscode.l10n.t("Show Model Card"), arguments: [model] };
  return item;
}

/** Language, version and size, or what is wrong, on one line. */
export function detailsOf({ about, bytes, problem }: ModelEntry): string {
  if (problem !== undefined || !about) return problem ?? "";
  const size = `${((bytes ?? 0) / MEBIBYTE).toFixed(1)} MiB`;
  return [about.language, about.version, size].join(" · ");
}

function tooltipOf(model: ModelEntry): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendText(`${model.name}\n`);
  text.appendText(`${detailsOf(model)}\n`);
  if (model.about) text.appendText(`${vscode.l10n.t("Licence")}: ${model.about.license}\n`);
  text.appendText(model.directory);
  return text;
}
