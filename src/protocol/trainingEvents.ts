/**
 * What a training run tells, one JSON line each: the command line prints them, the run folder's log keeps them, the training
 * panel draws them. Checked when a log is read, for its lines come from another process and maybe another version.
 */
import * as z from "zod";
import { COLLAPSE_VERDICTS } from "../core/metrics/collapse";

const count = z.int().min(0);
const nats = z.number();

/** Whether the latent space is used, and what to train otherwise: the trainer's own word, which alone knows how it trains. */
const collapseDiagnosis = z.object({
  verdict: z.enum(COLLAPSE_VERDICTS),
  reasons: z.array(z.string()).readonly(),
  remedies: z.array(z.object({ advice: z.string(), option: z.string(), value: z.number().exactOptional() })).readonly(),
});

const startedEvent = z.object({
  event: z.literal("started"),
  pid: count,
  /** Whether it goes on with an earlier session's work. */
  resumed: z.boolean(),
});

const planEvent = z.object({
  event: z.literal("plan"),
  out: z.string(),
  run: z.string(),
  files: count,
  sentences: count,
  validationSentences: count,
  tokens: count,
  vocabulary: count,
  parameters: count,
  stepsPerEpoch: count,
  /** Steps of the whole run; with a time limit this is measured over the first steps and told in a `notice`. */
  steps: count,
  engine: z.string(),
  /** Mean −ln p of a held-out sentence under add-one unigrams, end mark counted: what a model must beat. */
  unigram: nats,
  dropped: z.record(z.string(), z.number()),
  preset: z.string(),
  seed: z.number(),
  /** The step of the checkpoint from which the run goes on: what was told of later steps is void. */
  resumedAt: count.exactOptional(),
});

const stepEvent = z.object({
  event: z.literal("step"),
  step: count,
  steps: count,
  epoch: count,
  tokensPerSecond: z.number(),
  /** Nats a sentence: reconstruction + klWeight · KL above the free bits. */
  loss: nats,
  reconstruction: nats,
  kl: nats,
  klWeight: z.number(),
  learningRate: z.number(),
  gradientNorm: z.number(),
  minutesLeft: z.number(),
  /** How far the run has come, by its steps or by its time limit, in [0, 1]. */
  progress: z.number().min(0).max(1).exactOptional(),
});

const epochEvent = z.object({
  event: z.literal("epoch"),
  epoch: count,
  step: count,
  /** On held-out sentences, nats a sentence, KL weight 1. */
  bound: nats,
  reconstruction: nats,
  kl: nats,
  /** By which the KL was weighed at the end of the epoch. */
  klWeight: z.number(),
  activeUnits: count,
  latent: count,
  /** Of held-out sentences and their z, full-set estimate in nats; not of a language model. */
  mutualInformation: nats.exactOptional(),
  unigram: nats,
  best: z.boolean(),
  /** Once the KL weight is final; not of a language model, nor where too little is held out. */
  collapse: collapseDiagnosis.exactOptional(),
});

const sampleEvent = z.object({
  event: z.literal("sample"),
  epoch: count,
  reconstructions: z.array(z.object({ text: z.string(), reconstruction: z.string() })).readonly(),
  samples: z.array(z.string()).readonly(),
  /** The way from one of the sentences to another, each sentence on it once. */
  homotopy: z.array(z.string()).readonly().exactOptional(),
});

/** Something to know that is no failure: a fall-back, a measured plan, a collapse warning. */
const noticeEvent = z.object({ event: z.literal("notice"), message: z.string() });

/** On request, after a checkpoint. */
const pausedEvent = z.object({ event: z.literal("paused") });
const resumedEvent = z.object({ event: z.literal("resumed") });

/** The last step is taken: what was learnt is measured and written. */
const finishingEvent = z.object({ event: z.literal("finishing") });

/** The end of a session, not of the run: it can go on from its checkpoint. */
const stoppedEvent = z.object({ event: z.literal("stopped") });

const doneEvent = z.object({
  event: z.literal("done"),
  out: z.string(),
  /** `kept`: ended on request, with what was learnt until then. */
  reason: z.enum(["finished", "time", "converged", "kept"]),
  step: count,
  epochs: count,
  minutes: z.number(),
  bound: nats,
  reconstruction: nats,
  kl: nats,
  activeUnits: count,
  /** Dimensions of the latent space; 0 for a language model. */
  latent: count,
  unigram: nats,
  /** Of the weights that were kept; not of a language model, nor where too little is held out. */
  collapse: collapseDiagnosis.exactOptional(),
});

/** The run failed; mostly it can go on from its checkpoint once the cause is mended. */
const errorEvent = z.object({ event: z.literal("error"), message: z.string() });

export const trainingEventSchema = z.discriminatedUnion("event", [
  startedEvent,
  planEvent,
  stepEvent,
  epochEvent,
  sampleEvent,
  noticeEvent,
  pausedEvent,
  resumedEvent,
  finishingEvent,
  stoppedEvent,
  doneEvent,
  errorEvent,
]);

export type TrainingEvent = Readonly<z.infer<typeof trainingEventSchema>>;
type EventOf<Name extends TrainingEvent["event"]> = Extract<TrainingEvent, { readonly event: Name }>;
export type StartedEvent = EventOf<"started">;
export type PlanEvent = EventOf<"plan">;
export type StepEvent = EventOf<"step">;
export type EpochEvent = EventOf<"epoch">;
export type SampleEvent = EventOf<"sample">;
export type NoticeEvent = EventOf<"notice">;
export type PausedEvent = EventOf<"paused">;
export type ResumedEvent = EventOf<"resumed">;
export type FinishingEvent = EventOf<"finishing">;
export type StoppedEvent = EventOf<"stopped">;
export type DoneEvent = EventOf<"done">;
export type ErrorEvent = EventOf<"error">;

/** The event on a line of a log; undefined for one that is torn, or that this version does not know. */
export function parseTrainingEvent(line: string): TrainingEvent | undefined {
  try {
    return trainingEventSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
