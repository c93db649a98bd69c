/**
 * Tasks of type `homotopy`: the command line's `train`, with what tasks.json says as its flags. The command line tells what
 * is wrong with a value, in the task's terminal.
 */
import { join } from "node:path";
import * as vscode from "vscode";
import { TASK_TYPE } from "../../ids";
import { trainArguments } from "./taskArguments";

const SOURCE = "Homotopy";

export function trainingTasks(context: vscode.ExtensionContext): vscode.TaskProvider {
  return {
    // What to train on is a person's choice: there is nothing to offer.
    provideTasks: () => [],
    resolveTask: ({ definition, name, scope }) => {
      const script = context.asAbsolutePath(join("dist", "cli.js"));
      const args = trainArguments(definition, context.asAbsolutePath(join("models", "english")));
      // In desktop VS Code, the program that runs is Electron.
      const options = { env: { ELECTRON_RUN_AS_NODE: "1" }, ...folderOf(scope) };
      const execution = new vscode.ProcessExecution(process.execPath, [script, ...args], options);
      return new vscode.Task(definition, scope ?? vscode.TaskScope.Workspace, name || TASK_TYPE, SOURCE, execution, []);
    },
  };
}

/** Relative paths of a task start at its folder. */
function folderOf(scope: vscode.WorkspaceFolder | vscode.TaskScope | undefined): { cwd?: string } {
  const folder = typeof scope === "object" ? scope : vscode.workspace.workspaceFolders?.[0];
  return folder === undefined ? {} : { cwd: folder.uri.fsPath };
}
