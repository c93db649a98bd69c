/** Homotopy's entry: names commands, view and panels to VS Code. Everything behind them is loaded when one is used. */
import { join } from "node:path";
import * as vscode from "vscode";
import { registerInlineCompletions } from "./host/completions/registration";
import type { Host } from "./host/host";
import type { ModelNode } from "./host/models/modelsView";
import { ForkAhead } from "./host/processes/forkAhead";
import { trainingTasks } from "./host/training/tasks";
import { COMMANDS, PANELS, type PanelName, TASK_TYPE, VIEWS } from "./ids";

/** Commands for which the engine starts while the host is being loaded. */
const ASK_THE_ENGINE: ReadonlySet<string> = new Set([
  COMMANDS.variants,
  COMMANDS.interpolate,
  COMMANDS.complete,
  COMMANDS.markGap,
  COMMANDS.samplePrior,
]);

export function activate(context: vscode.ExtensionContext): void {
  let loading: Promise<Host> | undefined;
  const host = () => {
    loading ??= load();
    return loading;
  };
  const engine = new ForkAhead(context.asAbsolutePath(join("dist", "engine.js")));
  context.subscriptions.push(engine);
  for (const id of Object.values(COMMANDS)) {
    const run = async (argument: unknown) => {
      if (loading === undefined && ASK_THE_ENGINE.has(id)) engine.begin();
      return (await host()).run(id, argument);
    };
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  }
  for (const name of ["variants", "homotopy", "completions", "training"] as const satisfies readonly PanelName[]) {
    const restore = async (panel: vscode.WebviewPanel) => (await host()).restore(name, panel);
    const serializer = { deserializeWebviewPanel: restore };
    context.subscriptions.push(vscode.window.registerWebviewPanelSerializer(PANELS[name], serializer));
  }
  const changed = new vscode.EventEmitter<void>();
  const models: vscode.TreeDataProvider<ModelNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await host()).models.getChildren(node),
    getTreeItem: async (node) => (await host()).models.getTreeItem(node),
  };
  context.subscriptions.push(changed, vscode.window.registerTreeDataProvider(VIEWS.models, models));

  context.subscriptions.push(registerInlineCompletions(async () => (await host()).inline));

  context.subscriptions.push(vscode.tasks.registerTaskProvider(TASK_TYPE, trainingTasks(context)));
  // A run goes on without a window: one that is known of is looked for, once the window is up.
  const kept = [context.workspaceState, context.globalState].map((memento) => memento.get(PANELS.training));
  if (kept.some((session) => session !== undefined)) setImmediate(() => void host().then((it) => it.resumeTraining()));

  async function load(): Promise<Host> {
    const { Host } = await import("./host/host");
    const host = new Host(context, engine);
    context.subscriptions.push(
      host,
      host.models.onDidChangeTreeData(() => changed.fire()),
    );
    return host;
  }
}
