/**
 * The boundary between the extension host and the page of the training panel: the plan that a person decides on, then the
 * run that comes of it. A state holds all that the page draws, however long the run: curves come averaged to a bounded length.
 */
import type { CollapseDiagnosis } from "../core/metrics/collapse";
import type { PanelHost } from "./panels";
import type { PlanProgress, TrainingPlan, TrainingWay } from "./training";
import type { DoneEvent, EpochEvent, PlanEvent, SampleEvent, StepEvent } from "./trainingEvents";

export type SettingValue = string | number | boolean;

/** What the person decides before the run. */
export interface TrainingChoice {
  readonly way: TrainingWay;
  /** Of the model, and of its folder. */
  readonly name: string;
  /** What the person set, by the names of the trainer's options; globs separated by commas. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** Curves of a run over its steps, all arrays of one length; nats a sentence. */
export interface RunCurves {
  readonly steps: readonly number[];
  /** Reconstruction plus KL, KL weight 1. */
  readonly bound: readonly number[];
  readonly reconstruction: readonly number[];
  readonly kl: readonly number[];
  readonly klWeight: readonly number[];
}

/** `starting` until the trainer has said where the run stands. */
export type RunPhase = "starting" | "running" | "paused" | "stopped" | "finished" | "failed";

export type RunWish = "pause" | "go" | "keep" | "discard";

/** A run as the page draws it. */
export interface RunView {
  readonly directory: string;
  readonly name: string;
  readonly phase: RunPhase;
  /** What was asked of the run and is not done yet. */
  readonly wish?: RunWish;
  /** Whether there is a checkpoint to go on from. */
  readonly resumable: boolean;
  /** Whether the last step is taken, and what was learnt is being written. */
  readonly finishing?: true;
  readonly plan?: PlanEvent;
  readonly step?: StepEvent;
  readonly epoch?: EpochEvent;
  readonly training: RunCurves;
  readonly validation: RunCurves;
  /** A selection over the epochs, the first and the newest in it. */
  readonly samples: readonly SampleEvent[];
  /** Where the model uses too little of its latent space, by the newest epoch, or in the end by what was kept. */
  readonly collapse?: CollapseDiagnosis;
  /** The newest notices, oldest first. */
  readonly notices: readonly string[];
  readonly done?: DoneEvent;
  readonly error?: string;
}

/** A run that can be looked at: under way, or waiting to be taken up. */
export interface RunEntry {
  readonly directory: string;
  readonly name: string;
  readonly phase: RunPhase;
}

/** `void`: of another text or network, so that a run needs another plan. */
export type PlanAge = "new" | "stale" | "void";

export interface TrainingState {
  /** The folder or file of the text. */
  readonly source?: string | undefined;
  /** While a plan is made. */
  readonly planning?: PlanProgress | undefined;
  readonly plan?: TrainingPlan | undefined;
  readonly choice: TrainingChoice;
  /** Whether the plan's figures are of other settings than those chosen: `stale` ones still say what the run would be like. */
  readonly planAge: PlanAge;
  /** While the trainer is being started. */
  readonly isStarting: boolean;
  readonly run?: RunView | undefined;
  /** Other runs on this machine that are not finished. */
  readonly others: readonly RunEntry[];
  readonly problem?: string | undefined;
}

export interface TrainingHost extends PanelHost<TrainingState> {
  choose(choice: TrainingChoice): Promise<TrainingState>;
  /** Plans with the choices made; also after a cancelled plan. */
  planAgain(): Promise<TrainingState>;
  cancelPlan(): Promise<TrainingState>;
  start(): Promise<TrainingState>;
  /** Asks a run under way; `keep` and `discard` once the person has confirmed. */
  ask(wish: RunWish): Promise<TrainingState>;
  /** Goes on with a run that stands still. */
  resume(): Promise<TrainingState>;
  /** Removes a run that stands still, once the person has confirmed. */
  discard(): Promise<TrainingState>;
  showRun(directory: string): Promise<TrainingState>;
  /** Lets the person choose a folder to train on. */
  chooseFolder(): Promise<void>;
  /** Makes the finished model the active one and explores with it. */
  explore(): Promise<void>;
  showCard(): Promise<void>;
  exportModel(): Promise<void>;
}

/** How far a run has come, in [0, 1]; a log of another version says only its steps. */
export function progressOf(step: StepEvent | undefined): number {
  return step === undefined ? 0 : (step.progress ?? step.step / Math.max(1, step.step, step.steps));
}
