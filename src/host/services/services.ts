/** What the features share: the log, the models, the engine, what was explored lately. Nothing runs until it is asked for. */
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { VERSION } from "../../core/version";
import { ModelCatalogue, type ModelKind } from "../models/catalogue";
import { Engine, type EngineState } from "../processes/engine";
import { startEngine } from "../processes/engineProcess";
import type { ForkAhead } from "../processes/forkAhead";
import { RecentSentences } from "./recent";
import { engineSettings, modelSettings } from "./settings";

export class Services implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel("Homotopy", { log: true });
  readonly catalogue: ModelCatalogue;
  readonly engine: Engine;
  readonly recent: RecentSentences;
  /** Folder of the installed models. */
  readonly installed: string;
  readonly #stateChanged = new vscode.EventEmitter<EngineState>();
  readonly onEngineState = this.#stateChanged.event;

  constructor(context: vscode.ExtensionContext, ahead: ForkAhead) {
    this.installed = join(context.globalStorageUri.fsPath, "models");
    this.recent = new RecentSentences(context.workspaceState);
    const folders: Readonly<Record<ModelKind, () => readonly string[]>> = {
      bundled: () => [context.asAbsolutePath("models")],
      installed: () => [this.installed],
      workspace: workspaceFolders,
    };
    this.catalogue = new ModelCatalogue({
      folders: (kind) => folders[kind](),
      roots,
      trusted: () => vscode.workspace.isTrusted,
      active: () => modelSettings().active,
    });
    const start = () => {
      const { provider, threads } = engineSettings();
      const { entry } = ahead;
      const fork = () => ahead.take();
      return startEngine({ entry, settings: { version: VERSION, provider, threads }, log: this.log, fork });
    };
    this.engine = new Engine(start, {
      idleTime: () => engineSettings().idleTime,
      onState: (state) => this.#stateChanged.fire(state),
    });
  }

  /** Folder of the model with that hash, if it is here, or of the active one. */
  async model(hash?: string): Promise<string> {
    const entry = hash === undefined ? undefined : await this.catalogue.byHash(hash);
    return (entry ?? (await this.catalogue.active())).directory;
  }

  dispose(): void {
    this.engine.dispose();
    this.#stateChanged.dispose();
    this.log.dispose();
  }
}

/** Folders of the workspace on this machine's disk. */
function roots(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}

function workspaceFolders(): readonly string[] {
  const [absolute, relative] = [true, false].map((kind) =>
    modelSettings().folders.filter((folder) => isAbsolute(folder) === kind),
  );
  return [...absolute, ...roots().flatMap((root) => relative.map((folder) => join(root, folder)))];
}
