/** What the training panel's controller needs of the world: no VS Code and no trainer is in it. */
import * as z from "zod";
import type { PlannedWay, PlanProgress, PlanRequest, TrainingPlan } from "../../protocol/training";
import type { RunEntry, RunView, RunWish, SettingValue } from "../../protocol/trainingPanel";
import type { RunFolders } from "./runWatch";

export interface TrainingServices extends RunFolders {
  plan(request: PlanRequest, onProgress: (progress: PlanProgress) => void, signal: AbortSignal): Promise<TrainingPlan>;
  /** Starts a run and returns its folder. */
  start(way: PlannedWay, changes: Readonly<Record<string, SettingValue>>): Promise<string>;
  resume(directory: string): Promise<void>;
  ask(directory: string, wish: RunWish): Promise<void>;
  discard(directory: string): Promise<void>;
  /** Runs on this machine that are not finished. */
  runs(): Promise<readonly RunEntry[]>;
  /** Globs of what VS Code does not show. */
  excluded(source: string): readonly string[];
  /** Folder of the model that could be fine-tuned. */
  base(): Promise<string | undefined>;
  /** @throws HomotopyError "unavailable" if the workspace is not trusted */
  requireTrust(): void;
  nameFor(source: string): Promise<string>;
  /** Folder of a package to be. @throws HomotopyError "bad-input" if the name is taken, or none */
  outFor(name: string): Promise<string>;
  nameOf(directory: string): string;
  confirm(wish: "keep" | "discard", name: string): Promise<boolean>;
  chooseFolder(): Promise<void>;
  /** Makes the model of a run the active one, and explores a sentence or, without one, the prior. */
  explore(directory: string, sentence: string | undefined): Promise<void>;
  showCard(directory: string): Promise<void>;
  exportModel(directory: string): Promise<void>;
  copy(text: string): Promise<void>;
  /** The entry for tasks.json that does the same. */
  recipe(source: string | undefined, run: RunView): string;
  showLog(directory: string | undefined): void;
  save(session: TrainingSession): void;
  /** What the status bar shows. */
  mirror(run: RunView | undefined): void;
  /** A run has ended well: there is another model. */
  finished(): void;
}

/** What a reload keeps. */
export const trainingSession = z.object({ source: z.string().optional(), directory: z.string().optional() });
export type TrainingSession = z.infer<typeof trainingSession>;
