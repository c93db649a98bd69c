/**
 * Runs inside an extension host: how long the extension takes to load and activate, and how long the host's event loop works for one keystroke, while the engine is idle and while it is
 * kept busy. That is all work of VS Code and of every extension, so an upper bound on what Homotopy adds.
 */
import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import * as vscode from "vscode";
import { COMMANDS, EXTENSION, SETTINGS } from "../../src/ids";

const KEYSTROKES = 100;
/** Nobody types faster. */
const GAP_MS = 20;
const REQUEST_GAP_MS = 200;

export async function run(): Promise<void> {
  const report = process.env.HOMOTOPY_BENCH_REPORT;
  if (!report) throw new Error("HOMOTOPY_BENCH_REPORT names no file");
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  // Of no language that activates the extension.
  const file = vscode.Uri.joinPath(folder.uri, "typed.ini");
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode("She opened the door.\n"));
  const editor = await vscode.window.showTextDocument(file);
  const without = await type(editor);
  const before = performance.eventLoopUtilization();
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const activation = [performance.eventLoopUtilization(before).active];
  const idle = await type(editor);
  let typing = true;
  const working = keepBusy(() => typing);
  const busy = await type(editor);
  typing = false;
  await working;
  writeFileSync(report, JSON.stringify({ activation, without, idle, busy }));
}

/** Milliseconds of work of this process's event loop, for each keystroke until the next. */
async function type(editor: vscode.TextEditor): Promise<number[]> {
  const end = editor.document.positionAt(editor.document.getText().length);
  editor.selection = new vscode.Selection(end, end);
  const costs: number[] = [];
  for (let key = 0; key < KEYSTROKES; key++) {
    const before = performance.eventLoopUtilization();
    await vscode.commands.executeCommand("type", { text: key % 6 === 5 ? " " : "a" });
    await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    costs.push(performance.eventLoopUtilization(before).active);
  }
  return costs;
}

/**
 * Asks for many draws of the line being written, and again before they have come: the engine is never without a request.
 * Without spread all draws are one sentence: drawing a long list over and over would measure the browser.
 */
async function keepBusy(goesOn: () => boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update(SETTINGS.variantsCount, 200, vscode.ConfigurationTarget.Workspace);
  await settings.update(SETTINGS.variantsSpread, 0, vscode.ConfigurationTarget.Workspace);
  while (goesOn()) {
    void vscode.commands.executeCommand(COMMANDS.variants);
    await new Promise((resolve) => setTimeout(resolve, REQUEST_GAP_MS));
  }
}
