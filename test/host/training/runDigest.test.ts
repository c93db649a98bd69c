import { expect, it } from "vitest";
import { averaged } from "../../../src/host/training/curves";
import { RunDigest } from "../../../src/host/training/runDigest";
import type { TrainingEvent } from "../../../src/protocol/trainingEvents";
import { DONE, epoch, plan, sample, step } from "./events";

function digestOf(...events: readonly TrainingEvent[]): RunDigest {
  const digest = new RunDigest();
  for (const event of events) digest.add(event);
  return digest;
}

const started = { event: "started", pid: 1, resumed: false } as const;
const resumed = { event: "started", pid: 2, resumed: true } as const;

it("has the curves of training and of held-out text, the bound being reconstruction plus KL", () => {
  const { training, validation } = digestOf(started, plan(), step(1), step(2, { kl: 5 }), epoch(1)).view();
  expect(training).toMatchObject({ steps: [1, 2], bound: [52, 53], klWeight: [0.5, 0.5] });
  expect(validation).toMatchObject({ steps: [28], bound: [55], kl: [6] });
});

it("drops what a crash has undone when the run goes on from its checkpoint", () => {
  const lost = [step(1), step(30), epoch(1), sample(1), step(60), epoch(2), sample(2)];
  const digest = digestOf(started, plan(), ...lost, resumed, plan({ resumedAt: 30 }), step(31));
  const { training, validation, samples } = digest.view();
  expect(training.steps).toEqual([1, 30, 31]);
  expect(validation.steps).toEqual([28]);
  expect(samples.map((event) => event.epoch)).toEqual([1]);
});

it("forgets an earlier run in the same folder", () => {
  const digest = digestOf(started, plan(), step(1), { event: "error", message: "The disk is full" }, started);
  expect(digest.view()).toMatchObject({ training: { steps: [] }, notices: [] });
  expect(digest.view().error).toBeUndefined();
  expect(digest.phase).toBe("running");
});

it("says where the run stands", () => {
  const turns: readonly (readonly [TrainingEvent, string])[] = [
    [started, "running"],
    [{ event: "paused" }, "paused"],
    [{ event: "resumed" }, "running"],
    [{ event: "stopped" }, "stopped"],
    [resumed, "running"],
    [{ event: "error", message: "The disk is full" }, "failed"],
    [resumed, "running"],
    [DONE, "finished"],
  ];
  const digest = new RunDigest();
  for (const [event, phase] of turns) {
    digest.add(event);
    expect(digest.phase).toBe(phase);
  }
});

it("says that the last step is taken, until another session begins", () => {
  const digest = digestOf(started, plan(), step(1), { event: "finishing" });
  expect(digest.view().finishing).toBe(true);
  expect(digest.phase).toBe("running");
  digest.add(resumed);
  expect(digest.view().finishing).toBeUndefined();
});

it("warns of a latent space that says nothing with the trainer's own words, in the end of the weights it kept", () => {
  const remedies = [{ advice: "train the encoder first", option: "autoencoder", value: 0.25 }];
  const collapse = { verdict: "collapsed", reasons: ["0 of 32 units are active"], remedies } as const;
  const healthy = { verdict: "healthy", reasons: [], remedies: [] } as const;
  const digest = digestOf(started, plan(), epoch(1));
  expect(digest.view().collapse).toBeUndefined();
  digest.add(epoch(2, { collapse }));
  expect(digest.view().collapse).toEqual(collapse);
  digest.add(epoch(3, { collapse: healthy }));
  expect(digest.view().collapse).toBeUndefined();
  digest.add({ ...DONE, collapse });
  expect(digest.view().collapse).toEqual(collapse);
  expect(
    digestOf(started, plan(), epoch(1, { collapse }), { ...DONE, collapse: healthy }).view().collapse,
  ).toBeUndefined();
});

it("keeps a bounded number of points and of epochs' sentences, the first and the newest among them", () => {
  const steps = Array.from({ length: 5000 }, (_, index) => step(index + 1, { kl: index }));
  const epochs = Array.from({ length: 60 }, (_, index) => sample(index + 1));
  const { training, samples } = digestOf(started, plan(), ...steps, ...epochs).view();
  expect(training.steps).toHaveLength(400);
  expect(samples).toHaveLength(12);
  expect([samples[0].epoch, samples.at(-1)?.epoch]).toEqual([1, 60]);
});

it("averages neighbours", () => {
  const flat = [0, 0, 0, 0];
  const curves = { steps: [1, 2, 3, 4], bound: [1, 3, 5, 9], reconstruction: flat, kl: flat, klWeight: flat };
  expect(averaged(curves, 2)).toMatchObject({ steps: [1.5, 3.5], bound: [2, 7] });
  expect(averaged(curves, 4)).toBe(curves);
});
