/** Events as a run tells them, with what a test does not care about filled in. */
import type { DoneEvent, EpochEvent, PlanEvent, StepEvent, TrainingEvent } from "../../../src/protocol/trainingEvents";

export function plan(change: Partial<PlanEvent> = {}): PlanEvent {
  return {
    event: "plan",
    out: "/models/notes",
    run: "/models/notes.run",
    files: 3,
    sentences: 900,
    validationSentences: 100,
    tokens: 12_000,
    vocabulary: 800,
    parameters: 500_000,
    stepsPerEpoch: 28,
    steps: 280,
    engine: "compiled on cpu, 2 threads",
    unigram: 61,
    dropped: {},
    preset: "small",
    seed: 1,
    ...change,
  };
}

export function step(number: number, change: Partial<StepEvent> = {}): StepEvent {
  return {
    event: "step",
    step: number,
    steps: 280,
    epoch: Math.floor(number / 28),
    tokensPerSecond: 9000,
    loss: 50,
    reconstruction: 48,
    kl: 4,
    klWeight: 0.5,
    learningRate: 0.001,
    gradientNorm: 1,
    minutesLeft: 2,
    ...change,
  };
}

export function epoch(number: number, change: Partial<EpochEvent> = {}): EpochEvent {
  return {
    event: "epoch",
    epoch: number,
    step: 28 * number,
    bound: 55,
    reconstruction: 49,
    kl: 6,
    klWeight: 0.5,
    activeUnits: 12,
    latent: 32,
    mutualInformation: 3.5,
    unigram: 61,
    best: true,
    ...change,
  };
}

export function sample(number: number): TrainingEvent {
  const reconstructions = [{ text: "She opened the door.", reconstruction: "She closed the door." }];
  return { event: "sample", epoch: number, reconstructions, samples: ["I am tired."], homotopy: ["A.", "B."] };
}

export const DONE: DoneEvent = {
  event: "done",
  out: "/models/notes",
  reason: "finished",
  step: 280,
  epochs: 10,
  minutes: 2,
  bound: 50,
  reconstruction: 44,
  kl: 6,
  activeUnits: 12,
  latent: 32,
  unigram: 61,
};
