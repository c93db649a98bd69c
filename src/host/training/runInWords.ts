/** A run in the few words that a status bar has room for. */
import * as vscode from "vscode";
import { progressOf, type RunView } from "../../protocol/trainingPanel";

export function runInWords({ name, phase, step, finishing }: RunView): string {
  switch (phase) {
    case "starting":
      return vscode.l10n.t("{0}: preparing", name);
    case "running":
      if (finishing) return vscode.l10n.t("{0}: writing the model", name);
      return step === undefined
        ? vscode.l10n.t("{0}: preparing", name)
        : `${name} ${Math.floor(100 * progressOf(step))}\u202f%`;
    case "paused":
      return vscode.l10n.t("{0}: paused", name);
    case "stopped":
      return vscode.l10n.t("{0}: stopped", name);
    case "failed":
      return vscode.l10n.t("{0}: training failed", name);
    case "finished":
      return vscode.l10n.t("{0}: trained", name);
  }
}

const ICONS: Readonly<Record<RunView["phase"], string>> = {
  starting: "sync~spin",
  running: "sync~spin",
  paused: "debug-pause",
  stopped: "debug-stop",
  failed: "warning",
  finished: "pass",
};

export function runIcon(run: RunView | undefined): string {
  return run === undefined ? "sync~spin" : ICONS[run.phase];
}
