/** What a training run tells, one JSON line each: the command line prints them, the training panel draws them. */
export type TrainingEvent = PlanEvent | StepEvent | EpochEvent | SampleEvent | NoticeEvent | DoneEvent | ErrorEvent;

export interface PlanEvent {
  readonly event: "plan";
  readonly out: string;
  readonly run: string;
  readonly files: number;
  readonly sentences: number;
  readonly validationSentences: number;
  readonly tokens: number;
  readonly vocabulary: number;
  readonly parameters: number;
  readonly stepsPerEpoch: number;
  /** Steps of the whole run; with a time limit this is measured over the first steps and told in a `notice`. */
  readonly steps: number;
  readonly engine: string;
  /** Mean −ln p of a held-out sentence under add-one unigrams, end mark counted: what a model must beat. */
  readonly unigram: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly preset: string;
  readonly seed: number;
  readonly resumedAt?: number;
}

export interface StepEvent {
  readonly event: "step";
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly tokensPerSecond: number;
  /** Nats a sentence: reconstruction + klWeight · KL above the free bits. */
  readonly loss: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly klWeight: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly minutesLeft: number;
}

export interface EpochEvent {
  readonly event: "epoch";
  readonly epoch: number;
  readonly step: number;
  /** On held-out sentences, nats a sentence, KL weight 1. */
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly activeUnits: number;
  readonly latent: number;
  readonly unigram: number;
  readonly best: boolean;
}

export interface SampleEvent {
  readonly event: "sample";
  readonly epoch: number;
  readonly reconstructions: readonly { readonly text: string; readonly reconstruction: string }[];
  readonly samples: readonly string[];
}

/** Something to know that is no failure: a fall-back, a measured plan, a collapse warning. */
export interface NoticeEvent {
  readonly event: "notice";
  readonly message: string;
}

export interface DoneEvent {
  readonly event: "done";
  readonly out: string;
  readonly reason: "finished" | "time" | "converged" | "interrupted";
  readonly step: number;
  readonly epochs: number;
  readonly minutes: number;
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly activeUnits: number;
  readonly unigram: number;
}

export interface ErrorEvent {
  readonly event: "error";
  readonly message: string;
}
