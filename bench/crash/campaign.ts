/**
 * Kills a trainer again and again, goes on with its run each time, and holds what is left to what was promised: the run can go
 * on from its newest checkpoint and ends with the very weights of a run that nobody disturbed; the package in the out folder
 * can be read at every moment and is either the older model or the new one, whole.
 */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Random, seeded } from "../../src/core/random";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import type { TrainerRequest } from "../../src/trainer/process/request";
import { attempt, type Death } from "./attempt";
import { PackageReader, weightsOf } from "./packageReader";
import { type Standing, standing } from "./standing";

export interface CampaignOptions {
  /** An empty folder. */
  readonly folder: string;
  /** The trainer's program. */
  readonly script: string;
  readonly kills: number;
  readonly seed: number;
  readonly tell: (line: string) => void;
}

export interface Outcome {
  readonly kills: number;
  /** Runs that came to their end. */
  readonly finished: number;
  /** Times that the package was read while trainers were at work. */
  readonly reads: number;
  /** What was lost, and what was corrupt, in words. */
  readonly lost: readonly string[];
  readonly corrupt: readonly string[];
}

/** The two models that take turns, by the seed of their training. */
const SEEDS = [1, 2] as const;
const SENTENCES = 200;
/** So that kills hit the writing of checkpoints. */
const CHECKPOINT_SECONDS = 0.02;

export async function campaign({ folder, script, kills, seed, tell }: CampaignOptions): Promise<Outcome> {
  const text = path.join(folder, "text.txt");
  await writeFile(text, exampleText(SENTENCES));
  const out = path.join(folder, "model");
  const ways = { script, folder };
  const [first, second] = [
    await undisturbed(ways, text, path.join(folder, "first"), 0),
    await undisturbed(ways, text, out, 1),
  ];
  const known = [first.weights, second.weights];
  tell(`A run that nobody disturbs takes ${(second.milliseconds / 1000).toFixed(1)} s; seed ${seed}`);
  const reader = new PackageReader(out, known);
  const random = seeded(seed, "kills");
  const lost: string[] = [];
  let [killed, finished] = [0, 0];
  while (killed < kills) {
    const which = finished % SEEDS.length;
    const before = await standing(out);
    const death = drawDeath(random, second.milliseconds);
    const request = requestOf(options(text, out, which), before.resumable);
    reader.watch();
    const ended = await attempt(script, request, folder, death);
    await reader.rest();
    if (ended.killed) killed++;
    const after = await standing(out);
    const done = after.finished && (await weightsOf(out)) === known[which];
    const fault = faultOf(ended, before, after, done);
    const how = `${ended.killed ? `kill ${killed}` : "end"}: ${JSON.stringify(death)}`;
    if (fault !== undefined) lost.push(`${how}: ${fault}`);
    if (done) finished++;
    tell(`${how}, step ${after.step ?? "none"}${done ? ", done" : ""}${fault === undefined ? "" : `, LOST: ${fault}`}`);
    // A run that cannot go on would be killed for ever.
    if (fault !== undefined) break;
  }
  return { kills: killed, finished, reads: reader.reads, lost, corrupt: reader.faults };
}

interface Ways {
  readonly script: string;
  readonly folder: string;
}

async function undisturbed({ script, folder }: Ways, text: string, out: string, which: number) {
  const { code, milliseconds } = await attempt(script, requestOf(options(text, out, which), false), folder);
  if (code !== 0)
    throw new Error(`The trainer does not work: ${await readFile(path.join(folder, "trainer.log"), "utf8")}`);
  return { milliseconds, weights: await weightsOf(out) };
}

function options(text: string, out: string, which: number): TrainingOptions {
  return {
    ...PRESETS.small,
    sources: [text],
    out,
    epochs: 3,
    hidden: 8,
    embedding: 8,
    latent: 4,
    vocabulary: 300,
    autoencoder: 0.2,
    averageShare: 0.3,
    engine: "eager",
    seed: SEEDS[which],
  };
}

function requestOf(options: TrainingOptions, resume: boolean): TrainerRequest {
  return { options: { ...options, resume }, checkpointSeconds: CHECKPOINT_SECONDS };
}

const KINDS = ["start", "any", "any", "checkpoint", "export", "finish"] as const;

/** A moment to die at. `whole`: milliseconds of a run that nobody disturbs. */
function drawDeath(random: Random, whole: number): Death {
  const kind = KINDS[random.integer(KINDS.length)];
  const within = (milliseconds: number): number => Math.round(random.uniform() * milliseconds * 10) / 10;
  switch (kind) {
    case "start":
      return { at: "time", after: within(whole / 2) };
    case "any":
      return { at: "time", after: within(whole) };
    case "checkpoint":
      return { at: kind, nth: 1 + random.integer(8), after: within(10) };
    case "export":
      // The first ones are of the previews after an epoch, in the run folder; the last is the package's.
      return { at: kind, nth: 1, after: within(60) };
    case "finish":
      return { at: kind, nth: 1, after: within(5) };
  }
}

/** What an attempt has lost; undefined if nothing. */
function faultOf(
  { killed, code }: { readonly killed: boolean; readonly code: number | undefined },
  before: Standing,
  after: Standing,
  done: boolean,
): string | undefined {
  if (!killed && code !== 0) return `the run could not go on, exit code ${code}: see trainer.log`;
  if (!killed && !done) return "the run ended with other weights than one that nobody disturbed";
  if (!before.resumable) return undefined;
  const from = after.resumedAt.length > before.resumedAt.length ? after.resumedAt.at(-1) : undefined;
  if (from !== undefined && from !== (before.step ?? 0))
    return `it went on from step ${from} instead of ${before.step}`;
  if (done) return undefined;
  if (after.finished) return "the run is marked as finished, and its package is not there";
  if (!after.resumable) return "there is no run any more";
  if ((after.step ?? 0) < (before.step ?? 0)) return `its checkpoint fell from step ${before.step} to ${after.step}`;
  return undefined;
}

function exampleText(count: number): string {
  const random = seeded(1, "text");
  const pick = (words: readonly string[]): string => words[random.integer(words.length)];
  const sentence = (_: unknown, n: number): string =>
    `The ${pick(["cat", "dog", "watchman"])} ${pick(["sees", "hears"])} the ${pick(["old", "red"])} ${pick(["tree", "house"])} ${n}.`;
  return Array.from({ length: count }, sentence).join("\n");
}
