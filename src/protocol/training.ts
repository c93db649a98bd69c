/**
 * What a person is shown before training begins, as plain data: it comes from the trainer's process and is drawn by the
 * panel and the command line. Checked on arrival, for its sender may be of another version.
 */
import * as z from "zod";
import { ERROR_CODES } from "../core/errors";

const count = z.int().min(0);
const share = z.number().min(0).max(1);

/** To go on from a model that is there already, with its tokenizer and weights, or to begin with nothing. */
export const TRAINING_WAYS = ["fine-tune", "anew"] as const;
export type TrainingWay = (typeof TRAINING_WAYS)[number];

/** Options of a training run by name, as the trainer's own schema takes them. */
const optionsSchema = z.record(z.string(), z.json());
export type PlannedOptions = Readonly<z.infer<typeof optionsSchema>>;

export const planRequestSchema = z.strictObject({
  /** Files and folders. */
  sources: z.array(z.string()).min(1).readonly(),
  /** The folder of the package to be. */
  out: z.string().min(1),
  preset: z.enum(["small", "base"]).default("small"),
  /** What the person chose, others being the preset's or the base model's: include and exclude globs among it. */
  chosen: optionsSchema.default({}),
  /** The folder of the model that could be fine-tuned; without one there is only the other way. */
  base: z.string().min(1).exactOptional(),
  /** The ways to plan, where the person has decided. Default: all that there are. */
  ways: z.array(z.enum(TRAINING_WAYS)).min(1).readonly().exactOptional(),
});

export type PlanRequest = Readonly<z.input<typeof planRequestSchema>>;
export type ReadPlanRequest = Readonly<z.output<typeof planRequestSchema>>;

const progressSchema = z.object({
  stage: z.enum(["reading", "tokens", "measuring"]),
  /** Files found and sentences read so far. */
  files: count,
  bytes: count,
  sentences: count,
});
export type PlanProgress = Readonly<z.infer<typeof progressSchema>>;

/** Files and folders that are not read for one reason. */
const skippedSchema = z.object({ reason: z.string(), count, examples: z.array(z.string()).readonly() });
export type SkippedText = Readonly<z.infer<typeof skippedSchema>>;

const textSchema = z.object({
  /** Files of a kind that holds text, with their bytes. */
  files: count,
  bytes: count,
  /** True if a part of a large text was read and the counts are scaled up from it. */
  estimated: z.boolean(),
  /** Different ones that can be learnt from. */
  sentences: count,
  /** Files by format: plain, markdown … */
  formats: z.record(z.string(), count),
  /** ISO 639-1 or "und", the greatest share of the text first. */
  languages: z.array(z.object({ language: z.string(), share })).readonly(),
  /** Share of the text that is not in the first of them. */
  otherLanguages: share,
  /** Files not read, the most frequent reason first. */
  skipped: z.array(skippedSchema).readonly(),
  /** Sentences left out by reason, "duplicates" among them. */
  dropped: z.record(z.string(), count),
});
export type PlannedText = Readonly<z.infer<typeof textSchema>>;

const baseSchema = z.object({
  directory: z.string(),
  /** Name and hash: NAME@HASH. */
  model: z.string(),
  language: z.string(),
  license: z.string(),
});
export type PlannedBase = Readonly<z.infer<typeof baseSchema>>;

/** A setting that a person may change before the run: its name among the options, and what it may be. */
const settingSchema = z.object({
  name: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
  choices: z.array(z.string()).readonly().exactOptional(),
  least: z.number().exactOptional(),
  most: z.number().exactOptional(),
  whole: z.boolean().exactOptional(),
  /** The base model decides it. */
  fixed: z.literal(true).exactOptional(),
});
export type PlannedSetting = Readonly<z.infer<typeof settingSchema>>;

const waySchema = z.object({
  way: z.enum(TRAINING_WAYS),
  /** For the trainer as they are: what was planned is what runs. */
  options: optionsSchema,
  /** Names of those that the person chose. */
  asked: z.array(z.string()).readonly(),
  settings: z.array(settingSchema).readonly(),
  /** To learn from, and held out. */
  sentences: count,
  heldOut: count,
  /** Longer than the longest sentence that the options allow, and left out. */
  tooLong: count,
  /** Of the training sentences, by the tokenizer that would be used. */
  tokens: count,
  vocabulary: count,
  /** Share of the tokens that the vocabulary does not know. */
  unknown: share,
  /** Trainable weights. */
  weights: count,
  epochs: z.number(),
  stepsPerEpoch: count,
  steps: count,
  /** Which way of computing was measured: "compiled on cpu, 2 threads". */
  engine: z.string(),
  /** Of one step, averaged over the lengths of sentences. */
  secondsPerStep: z.number().min(0),
  /** Of the whole run at most: it may end sooner when nothing improves any more. */
  minutes: z.number().min(0),
  /** Of memory while training; of disk for the package and the run's folder. */
  megabytes: z.object({ memory: z.number(), package: z.number(), run: z.number() }),
});
export type PlannedWay = Readonly<z.infer<typeof waySchema>>;

/** Something that the person should know before they start, with what to do about it. */
const remarkSchema = z.object({
  kind: z.enum(["too-little", "little", "language", "mixed-languages", "memory", "disk", "time"]),
  severity: z.enum(["information", "warning"]),
  message: z.string(),
  advice: z.string(),
});
export type PlanRemark = Readonly<z.infer<typeof remarkSchema>>;

export const trainingPlanSchema = z.object({
  out: z.string(),
  text: textSchema,
  base: baseSchema.exactOptional(),
  /** The recommended one first; none if there is nothing to train on. */
  ways: z.array(waySchema).readonly(),
  /** Why the first way is the first. */
  why: z.string(),
  remarks: z.array(remarkSchema).readonly(),
});
export type TrainingPlan = Readonly<z.infer<typeof trainingPlanSchema>>;

/** What a process that plans tells, one JSON line or message each. */
export const planMessageSchema = z.discriminatedUnion("plan", [
  z.object({ plan: z.literal("progress"), progress: progressSchema }),
  z.object({ plan: z.literal("done"), result: trainingPlanSchema }),
  z.object({
    plan: z.literal("failed"),
    code: z.enum(ERROR_CODES),
    what: z.string(),
    where: z.string(),
    advice: z.string(),
  }),
]);
export type PlanMessage = Readonly<z.infer<typeof planMessageSchema>>;
