/**
 * What the host accepts from its webview pages: for each call the schema of its arguments. A page shows text from the
 * person's files, so nothing that it says is taken on trust.
 */
import * as z from "zod";
import type { CompletionsHost, HomotopyHost, VariantsHost } from "./panels";
import { TRAINING_WAYS } from "./training";
import type { TrainingHost } from "./trainingPanel";
import type { Accepted } from "./transport/rpc";

/** More than any sentence that a model writes. */
const LONGEST_TEXT = 100_000;
/** More than any selection is split into. */
const MOST_PAGES = 10_000;
const LONGEST_PATH = 4096;

const nothing = z.tuple([]);
const text = z.tuple([z.string().max(LONGEST_TEXT)]);
const seed = z.int().nonnegative();

const everyPanel = { ready: nothing, copy: text, copyRecipe: nothing, showLog: nothing };
const sentencePanel = { ...everyPanel, train: nothing };

export const variantsSettingsSchema = z.strictObject({
  count: z.int().min(1).max(200),
  spread: z.number().min(0).max(4),
  temperature: z.number().min(0).max(2),
  // Absent from what an earlier version saved.
  sharpen: z.boolean().default(false),
  seed,
  seedLocked: z.boolean(),
});

export const homotopySettingsSchema = z.strictObject({
  path: z.enum(["linear", "spherical"]),
  adaptive: z.boolean(),
  steps: z.int().min(2).max(100),
});

export const completionsSettingsSchema = z.strictObject({
  beam: z.int().min(1).max(64),
  count: z.int().min(1).max(20),
});

export const variantsCalls = {
  ...sentencePanel,
  resample: z.tuple([variantsSettingsSchema]),
  turnTo: z.tuple([z.int().min(0).max(MOST_PAGES)]),
  moreLike: text,
  insert: text,
  replaceSelection: text,
  setPath: z.tuple([z.enum(["start", "end"]), z.string().max(LONGEST_TEXT)]),
  keep: text,
  discard: text,
} satisfies Accepted<VariantsHost>;

export const homotopyCalls = {
  ...sentencePanel,
  walk: z.tuple([homotopySettingsSchema]),
  swap: nothing,
  decodeAt: z.tuple([z.number().min(0).max(1)]),
  insert: text,
  insertList: nothing,
} satisfies Accepted<HomotopyHost>;

export const completionsCalls = {
  ...sentencePanel,
  complete: z.tuple([completionsSettingsSchema]),
  retype: text,
  accept: text,
} satisfies Accepted<CompletionsHost>;

export const trainingChoiceSchema = z.strictObject({
  way: z.enum(TRAINING_WAYS),
  name: z.string().max(100),
  settings: z.record(z.string().max(64), z.union([z.string().max(1000), z.number(), z.boolean()])),
});

export const trainingCalls = {
  ...everyPanel,
  choose: z.tuple([trainingChoiceSchema]),
  planAgain: nothing,
  cancelPlan: nothing,
  start: nothing,
  ask: z.tuple([z.enum(["pause", "go", "keep", "discard"])]),
  resume: nothing,
  discard: nothing,
  showRun: z.tuple([z.string().max(LONGEST_PATH)]),
  chooseFolder: nothing,
  explore: nothing,
  showCard: nothing,
  exportModel: nothing,
} satisfies Accepted<TrainingHost>;
