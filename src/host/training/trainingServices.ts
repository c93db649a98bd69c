/** What the training panel needs of VS Code, of the trainer and of the models, put together. */
import { basename, join } from "node:path";
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import type { RunView } from "../../protocol/trainingPanel";
import { trainerRequestOf } from "../../trainer/plan/chosen";
import { startPlan } from "../../trainer/plan/start";
import { requestOfRun } from "../../trainer/runs/control";
import { discardRun } from "../../trainer/runs/discard";
import { logFile, outOf } from "../../trainer/runs/files";
import { followEvents } from "../../trainer/runs/readEvents";
import { resumeOptions } from "../../trainer/runs/recipe";
import { startTrainer, type TrainerLaunch } from "../../trainer/runs/start";
import type { Exploring } from "../features/exploring";
import type { ModelEntry } from "../models/catalogue";
import type { ModelCommands } from "../models/modelCommands";
import { childEnvironment } from "../processes/forkEngine";
import type { Services } from "../services/services";
import { trainingSettings } from "../services/settings";
import type { TrainingServices } from "./ports";
import { shareOfMachine } from "./power";
import { taskJson } from "./recipe";
import { folderOf, freeName, isTaken, lookAtRun, nameOfRun, openRuns } from "./runs";

export interface TrainingParts {
  readonly context: vscode.ExtensionContext;
  readonly services: Services;
  readonly models: ModelCommands;
  readonly exploring: Exploring;
  /** There is another model. */
  refresh(): void;
}

type OfWindow = Pick<TrainingServices, "chooseFolder" | "save"> & { mirror(run: RunView | undefined): void };

export function trainingServices(parts: TrainingParts, ofWindow: OfWindow): TrainingServices {
  const { context, services, models, exploring, refresh } = parts;
  const { catalogue, installed, log } = services;
  const launch: TrainerLaunch = {
    script: context.asAbsolutePath(join("dist", "trainer.js")),
    env: childEnvironment(),
  };
  /** The finished model of a run. */
  const modelOf = async (directory: string): Promise<ModelEntry> => {
    const out = outOf(directory);
    const entry = (await catalogue.listOf("installed")).find((model) => model.directory === out);
    if (entry) return entry;
    throw new HomotopyError("bad-model", `There is no model ${basename(out)}`, out, "train it again");
  };
  return {
    ...ofWindow,
    look: lookAtRun,
    follow: (directory, onEvent, signal) => followEvents(directory, 0, onEvent, signal),
    plan: (request, onProgress, signal) => startPlan(request, onProgress, signal, launch),
    start: async (way, changes) => {
      const { options, asked } = trainerRequestOf(way, changes);
      const share = await shareOfMachine(trainingSettings());
      const { pid, directory } = await startTrainer({ ...withShare(options, share), asked: asked ?? [] }, launch);
      log.info(`Trainer ${pid} started in ${directory}`);
      return directory;
    },
    resume: async (directory) => {
      const share = await shareOfMachine(trainingSettings());
      const { pid } = await startTrainer(withShare(await resumeOptions(directory), share), launch);
      log.info(`Trainer ${pid} goes on in ${directory}`);
    },
    ask: requestOfRun,
    discard: discardRun,
    runs: () => openRuns(installed),
    excluded: excludedFiles,
    base: async () => (await catalogue.listOf("bundled")).find(({ problem }) => problem === undefined)?.directory,
    requireTrust,
    nameFor: (source) => freeName(installed, basename(source)),
    outFor: (name) => outFor(installed, name),
    nameOf: nameOfRun,
    confirm,
    explore: async (directory, sentence) => {
      await models.setActive(await modelOf(directory));
      exploring.exploreText(sentence);
    },
    showCard: async (directory) => models.showCard(await modelOf(directory)),
    exportModel: async (directory) => models.export(await modelOf(directory)),
    copy: async (text) => vscode.env.clipboard.writeText(text),
    recipe: taskJson,
    showLog: (directory) => void showLog(directory, log),
    finished: refresh,
  };
}

/** @throws HomotopyError "unavailable" if the workspace is not trusted */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  const what = "Homotopy trains on no text of a workspace that is not trusted";
  throw new HomotopyError("unavailable", what, "workspace", "trust the workspace, then train again");
}

type Options = Parameters<typeof startTrainer>[0]["options"];

function withShare(options: Options, { priority, threads }: Awaited<ReturnType<typeof shareOfMachine>>) {
  return { options: threads === undefined ? options : { ...options, threads }, priority };
}

async function outFor(models: string, name: string): Promise<string> {
  const out = folderOf(models, name);
  if (out === undefined) throw new HomotopyError("bad-input", "The model has no name", "name", "give it one");
  if (await isTaken(out)) {
    const what = `There is a model or a run named ${basename(out)} already`;
    throw new HomotopyError("bad-input", what, out, "give another name, or look at that run first");
  }
  return out;
}

/** What VS Code does not show is not read either. */
function excludedFiles(source: string): string[] {
  const globs = vscode.workspace
    .getConfiguration("files", vscode.Uri.file(source))
    .get<Record<string, unknown>>("exclude");
  return Object.entries(globs ?? {}).flatMap(([glob, excluded]) => (excluded === true ? [glob] : []));
}

async function confirm(wish: "keep" | "discard", name: string): Promise<boolean> {
  const [question, detail, yes] =
    wish === "keep"
      ? [
          vscode.l10n.t("Stop training {0} and keep the model?", name),
          vscode.l10n.t("The model is written as it is by now. The run cannot go on afterwards."),
          vscode.l10n.t("Stop and Keep"),
        ]
      : [
          vscode.l10n.t("Discard the run {0}?", name),
          vscode.l10n.t("What it has learnt is removed from the disk."),
          vscode.l10n.t("Discard"),
        ];
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}

/** The trainer's own log, if it wrote one: the extension's tells only that it was started. */
async function showLog(directory: string | undefined, log: vscode.LogOutputChannel): Promise<void> {
  try {
    if (directory === undefined) throw new Error("no run");
    await vscode.window.showTextDocument(vscode.Uri.file(logFile(directory)), { preview: true });
  } catch {
    log.show();
  }
}
