/** Runs that take a second, in a folder of their own. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { TrainingEvent } from "../../../src/protocol/trainingEvents";
import { PRESETS, type TrainingOptions } from "../../../src/trainer/options";
import { type RunRequest, requestOfRun } from "../../../src/trainer/runs/control";
import { type TrainingHooks, train } from "../../../src/trainer/train";
import { exampleSentences } from "../corpus/temporaryFolder";

export const TEXT = exampleSentences(400).join("\n");

export const STEPS_AN_EPOCH = 12;

/** `text.txt` of `folder` to a package `model`: about 36 steps, a validation after the 12th and the 24th too. */
export function smallRun(folder: string, changes: Partial<TrainingOptions> = {}): TrainingOptions {
  return {
    ...PRESETS.small,
    sources: [path.join(folder, "text.txt")],
    out: path.join(folder, "model"),
    epochs: 3,
    hidden: 8,
    embedding: 8,
    latent: 4,
    vocabulary: 300,
    autoencoder: 0,
    annealShare: 0,
    prior: "gaussian",
    engine: "eager",
    ...changes,
  };
}

/** A run under way, what it has told so far, and its end. */
export function begin(
  options: TrainingOptions,
  hooks: TrainingHooks = {},
  onEvent?: (event: TrainingEvent) => unknown,
) {
  const events: TrainingEvent[] = [];
  const tell = (event: TrainingEvent): void => {
    events.push(event);
    onEvent?.(event);
  };
  const done = train(options, tell, { now: everyStepIsTold(), checkpointSeconds: 1e9, ...hooks });
  // Whoever awaits it hears of its failure; a test that does not must not end all others.
  done.catch(() => undefined);
  return { events, done, directory: `${options.out}.run` };
}

/** A clock of which a second passes at each look. */
export function everyStepIsTold(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
}

/** Asks once, however often it is called. */
export function once(directory: string, request: RunRequest): () => void {
  let asked = false;
  return () => {
    if (!asked) void requestOfRun(directory, request);
    asked = true;
  };
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Longer than a run takes to heed a request. */
export function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 600));
}

export function kinds(events: readonly TrainingEvent[]): readonly string[] {
  return events.map(({ event }) => event).filter((event) => event !== "notice");
}

export function weightsOf({ out }: TrainingOptions): Promise<Buffer> {
  return readFile(path.join(out, "weights.safetensors"));
}
