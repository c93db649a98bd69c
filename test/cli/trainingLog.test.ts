import { expect, it } from "vitest";
import type { Terminal } from "../../src/cli/terminal";
import { tellTraining } from "../../src/cli/trainingLog";
import type { TrainingEvent } from "../../src/protocol/trainingEvents";

interface Told {
  readonly printed: string[];
  readonly progress: string[];
}

function tell(...events: readonly TrainingEvent[]): Told {
  const told: Told = { printed: [], progress: [] };
  const terminal: Terminal = {
    print: (text) => void told.printed.push(text),
    warn: (line) => expect.unreachable(line),
    progress: (line) => void told.progress.push(line),
  };
  for (const event of events) tellTraining(event, terminal);
  return told;
}

const PLAN: TrainingEvent = {
  event: "plan",
  out: "model",
  run: "model.run",
  files: 1,
  sentences: 1200,
  validationSentences: 60,
  tokens: 9000,
  vocabulary: 500,
  parameters: 31_000,
  stepsPerEpoch: 38,
  steps: 380,
  engine: "eager on wasm",
  unigram: 41.25,
  dropped: { "too long": 3, empty: 0 },
  preset: "small",
  seed: 1,
};

it("tells the plan, with what was left out and what is to beat", () => {
  const [plan] = tell(PLAN).printed;
  expect(plan).toContain("1,200 sentences (9,000 tokens) from 1 file, 60 more held out");
  expect(plan).toContain("left out: 3 too long");
  expect(plan).not.toContain("empty");
  expect(plan).toContain("41.25 nats a sentence (unigrams)");
  expect(plan).not.toContain("resumed");
  expect(tell({ ...PLAN, resumedAt: 40 }).printed[0]).toContain("resumed at step 40");
});

it("tells steps as progress alone", () => {
  const { printed, progress } = tell({
    event: "step",
    step: 10,
    steps: 380,
    epoch: 0,
    tokensPerSecond: 812.4,
    loss: 30,
    reconstruction: 29,
    kl: 2,
    klWeight: 0.5,
    learningRate: 0.001,
    gradientNorm: 1,
    minutesLeft: 1.5,
  });
  expect(printed).toEqual([]);
  expect(progress).toEqual([expect.stringContaining("step 10/380")]);
});

it("tells reconstruction and KL apart, for an epoch and at the end", () => {
  const figures = { bound: 33.5, reconstruction: 28.25, kl: 5.25, activeUnits: 7, latent: 32, unigram: 41 };
  const { printed } = tell(
    { event: "epoch", epoch: 2, step: 76, klWeight: 0.5, best: true, ...figures },
    { event: "done", out: "model", reason: "converged", step: 380, epochs: 10, minutes: 3, ...figures },
  );
  for (const line of printed) expect(line).toMatch(/33\.50 nats.*reconstruction 28\.25, KL 5\.25/s);
  expect(printed[0]).toContain("7 of 32 units active, best so far");
  expect(printed[1]).toContain("no longer improves");
});

it("tells nothing of a latent space of a language model", () => {
  const figures = { bound: 33.5, reconstruction: 33.5, kl: 0, activeUnits: 0, latent: 0, unigram: 41 };
  const { printed } = tell(
    { event: "epoch", epoch: 2, step: 76, klWeight: 0.5, best: true, ...figures },
    { event: "done", out: "model", reason: "finished", step: 380, epochs: 10, minutes: 3, ...figures },
  );
  for (const line of printed) {
    expect(line).toContain("33.50 nats");
    expect(line).not.toMatch(/KL|units/);
  }
});

it("leaves errors to the line that ends the command", () => {
  expect(tell({ event: "error", message: "no text" })).toEqual({ printed: [], progress: [] });
});
