/**
 * Runs inside an extension host: 10,000 keystrokes at the end of a long document with inline completions on, and as many with
 * them off, in turns. What a keystroke takes until VS Code has carried it out, what the host works for it, what is thrown,
 * and how the host's memory grows.
 */
import { writeFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as vscode from "vscode";
import { EXTENSION, SETTINGS } from "../../src/ids";

const KEYSTROKES = Number(process.env.HOMOTOPY_BENCH_KEYSTROKES ?? 10_000);
const BLOCK = 500;
const GAP_MS = 5;
/** Every how many keys a hand rests, long enough for a suggestion to come. */
const [BURST, PAUSE_MS] = [25, 150];
const PARAGRAPH = "It rained all day, and nobody wanted to leave the house that stands\nat the end of the road.\n\n";
const SENTENCES = "She opened the door and looked at the garden. I would like to know what he told you. ";

export interface LongTyping {
  readonly latency: { readonly on: number[]; readonly off: number[] };
  readonly work: { readonly on: number[]; readonly off: number[] };
  /** Megabytes of heap after a collection, after each block that had them on. */
  readonly heap: number[];
  readonly exceptions: string[];
}

export async function run(): Promise<void> {
  const report = process.env.HOMOTOPY_BENCH_REPORT;
  if (!report) throw new Error("HOMOTOPY_BENCH_REPORT names no file");
  const exceptions: string[] = [];
  const note = (error: unknown) =>
    exceptions.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on("uncaughtExceptionMonitor", note);
  process.on("unhandledRejection", note);
  const editor = await longDocument();
  await vscode.extensions.getExtension(EXTENSION)?.activate();
  const result: LongTyping = { latency: { on: [], off: [] }, work: { on: [], off: [] }, heap: [], exceptions };
  // What is loaded on first use is no part of it.
  await switchTo("on");
  await type(editor, [], []);
  for (let typed = 0; typed < KEYSTROKES; typed += BLOCK) {
    for (const state of (typed / BLOCK) % 2 === 0 ? (["on", "off"] as const) : (["off", "on"] as const)) {
      await switchTo(state);
      await type(editor, result.latency[state], result.work[state]);
      if (state === "on") result.heap.push(heapMegabytes());
    }
  }
  writeFileSync(report, JSON.stringify(result));
}

async function longDocument(): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = vscode.Uri.joinPath(folder.uri, "long.md");
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(PARAGRAPH.repeat(3000)));
  return vscode.window.showTextDocument(file);
}

async function switchTo(state: "on" | "off"): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  await settings.update(SETTINGS.inlineMinimumProbability, 0, vscode.ConfigurationTarget.Workspace);
  await settings.update(SETTINGS.inlineEnabled, state === "on", vscode.ConfigurationTarget.Workspace);
  await sleep(2 * PAUSE_MS);
}

/** A block of keys in a paragraph of its own, so that both states meet lines of the same length. */
async function type(editor: vscode.TextEditor, latencies: number[], work: number[]): Promise<void> {
  await vscode.commands.executeCommand("type", { text: "\n\n" });
  const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  for (let key = 0; key < BLOCK; key++) {
    const before = performance.eventLoopUtilization();
    const start = performance.now();
    await vscode.commands.executeCommand("type", { text: SENTENCES[key % SENTENCES.length] });
    latencies.push(performance.now() - start);
    await sleep(key % BURST === BURST - 1 ? PAUSE_MS : GAP_MS);
    work.push(performance.eventLoopUtilization(before).active);
  }
}

function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
