import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../src/core/random";
import { readPackage } from "../../src/model/package/read";
import type { TrainingEvent } from "../../src/protocol/trainingEvents";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import { train } from "../../src/trainer/train";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-train-"));
  await writeFile(path.join(folder, "text.txt"), sentences(600).join("\n"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("train", () => {
  it("makes a package that beats unigrams, and tells plan, steps, epochs and the end", async () => {
    const events: TrainingEvent[] = [];
    const done = await train(
      options("model", { epochs: 8, learningRate: 0.02, dropout: 0 }),
      (event) => events.push(event),
      {
        now: fakeClock(),
      },
    );
    const kinds = events.map(({ event }) => event).filter((event) => event !== "notice");
    expect(kinds.slice(0, 2)).toEqual(["started", "plan"]);
    expect(kinds.at(-1)).toBe("done");
    expect(kinds.filter((kind) => kind === "epoch")).toHaveLength(8);
    expect(done.bound).toBeLessThan(done.unigram);
    expect(done.bound).toBeCloseTo(done.reconstruction + done.kl, 6);
    const { manifest } = await readPackage(path.join(folder, "model"));
    expect(manifest.metrics.bound).toBe(done.bound);
    expect(manifest.training.steps).toBe(done.step);
    expect(manifest.latent.kl.reduce((sum, kl) => sum + kl, 0)).toBeCloseTo(done.kl, 3);
  });

  it("is the same run twice with the same seed, and another with another", async () => {
    const first = await weightsOf(options("first"));
    expect(await weightsOf(options("second"))).toEqual(first);
    expect(await weightsOf(options("third", { seed: 2 }))).not.toEqual(first);
  });

  it.each([1, 9, 17])("goes on bit for bit after a stop at step %i", async (stopAt) => {
    const uninterrupted = await weightsOf(options("whole"));
    const controller = new AbortController();
    const stopped = train(
      options("stopped"),
      (event) => {
        if (event.event === "step" && event.step === stopAt) controller.abort();
      },
      { signal: controller.signal, now: fakeClock() },
    );
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(await weightsOf(options("stopped", { resume: true }))).toEqual(uninterrupted);
  });

  it("makes a language model that writes from right to left, and goes on with it after a stop", async () => {
    const model = { family: "rnnlm", direction: "right-to-left", epochs: 3 } as const;
    const whole = await weightsOf(options("whole", model));
    const controller = new AbortController();
    const stop = (event: TrainingEvent) => event.event === "step" && event.step === 20 && controller.abort();
    const run = train(options("stopped", model), stop, { signal: controller.signal, now: fakeClock() });
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
    expect(await weightsOf(options("stopped", { resume: true }))).toEqual(whole);
    const { manifest } = await readPackage(path.join(folder, "stopped"));
    expect(manifest).toMatchObject({
      family: { posterior: "none" },
      latent: { dimension: 0, mean: [], deviation: [], kl: [] },
      decoder: { direction: "backward" },
      network: { latent: 0, direction: "right-to-left" },
      metrics: { kl: 0, active_units: 0 },
      training: { recipe: { options: { family: "rnnlm", autoencoder: 0 } } },
    });
    expect(manifest.metrics.bound).toBe(manifest.metrics.reconstruction);
  });

  it("tells what of the person's options a language model has no use for", async () => {
    const events: TrainingEvent[] = [];
    const asked = new Set(["family", "freeBits", "hidden"]);
    const run = options("model", { family: "rnnlm", freeBits: 2, epochs: 0.1 });
    const done = await train(run, (event) => events.push(event), { now: fakeClock(), asked });
    expect(done).toMatchObject({ kl: 0, latent: 0, bound: done.reconstruction });
    expect(events[1]).toMatchObject({ event: "notice", message: expect.stringMatching(/no use for: freeBits$/) });
    expect(events.filter(({ event }) => event === "notice").map((event) => JSON.stringify(event))).not.toContainEqual(
      expect.stringContaining("not changed"),
    );
  });

  it("refuses to begin over an unfinished run, and to resume one that is not there", async () => {
    const controller = new AbortController();
    const stopped = train(options("model"), (event) => event.event === "step" && controller.abort(), {
      signal: controller.signal,
      now: fakeClock(),
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    await expect(train(options("model"), ignore)).rejects.toMatchObject({ code: "bad-call" });
    await expect(train(options("other", { resume: true }), ignore)).rejects.toMatchObject({ code: "bad-call" });
  });

  it("splits prose as its language does, and says which sentences the figures are of", async () => {
    const prose = sentences(60).map((sentence) => `${sentence} Das war am 3. Oktober, so bzw. Anders.`);
    await writeFile(path.join(folder, "prosa.txt"), prose.join("\n"));
    const run = options("model", { sources: [path.join(folder, "prosa.txt")], epochs: 0.1 });
    const found = async (language: string) => {
      const events: TrainingEvent[] = [];
      await train(
        { ...run, out: path.join(folder, language), language, validation: path.join(folder, "text.txt") },
        (event) => events.push(event),
      );
      return events.find((event) => event.event === "plan")?.sentences;
    };
    expect(await found("de")).toBeLessThan((await found("en")) ?? 0);
    const { manifest } = await readPackage(path.join(folder, "de"));
    expect(manifest.metrics.protocol).toMatch(/^Sentences of text\.txt, /);
  });

  it("refuses a folder with something else in it, or a file, before any work", async () => {
    await mkdir(path.join(folder, "project"));
    await writeFile(path.join(folder, "project", "README.md"), "mine");
    await expect(train(options("project"), ignore)).rejects.toMatchObject({ code: "bad-input" });
    await expect(train(options("text.txt"), ignore)).rejects.toMatchObject({ code: "disk" });
    expect(await readdir(folder)).toEqual(["project", "text.txt"]);
  });

  it("stops where the validation is no number, and keeps the checkpoint before", async () => {
    const wild = options("model", { learningRate: 1e30, clip: 1e30, optimizer: "sgd", epochs: 0.01 });
    const events: TrainingEvent[] = [];
    const run = train(wild, (event) => events.push(event), { now: fakeClock() });
    await expect(run).rejects.toMatchObject({ code: "diverged", where: "held-out sentences" });
    expect(events.filter(({ event }) => event === "epoch")).toEqual([]);
    const tamed = { ...wild, resume: true, learningRate: 0.1, clip: 5 };
    const done = await train(tamed, ignore, { now: fakeClock(), asked: new Set(["learningRate", "clip"]) });
    expect(done.reason).toBe("finished");
  });

  it("refuses to resume a run that is finished, whose model stays", async () => {
    const weights = await weightsOf(options("model"));
    const again = train(options("model", { resume: true }), ignore);
    await expect(again).rejects.toMatchObject({ code: "bad-call", what: "This run is finished" });
    expect(await readFile(path.join(folder, "model", "weights.safetensors"))).toEqual(weights);
    expect(await weightsOf(options("model"))).toEqual(weights);
  });

  it("goes on as it was begun, tells what was asked otherwise, and lets a diverged run take smaller steps", async () => {
    const wild = options("model", { learningRate: 1e30, clip: 1e30, optimizer: "sgd" });
    await expect(train(wild, ignore, { now: fakeClock() })).rejects.toMatchObject({ code: "diverged" });
    const events: TrainingEvent[] = [];
    const tamed = options("model", { resume: true, learningRate: 0.1, clip: 5, hidden: 24 });
    const asked = new Set(["learningRate", "clip", "hidden"]);
    const done = await train(tamed, (event) => events.push(event), { now: fakeClock(), asked });
    expect(done.reason).toBe("finished");
    expect(events[1]).toMatchObject({ event: "notice", message: expect.stringMatching(/not changed: hidden$/) });
    const { manifest } = await readPackage(path.join(folder, "model"));
    expect(manifest.training.recipe.options).toMatchObject({ learningRate: 0.1, clip: 5, hidden: 16 });
  });

  it("stops with the step and the sentences when the loss is no number, and keeps the last good checkpoint", async () => {
    const run = train(options("model", { learningRate: 1e30, clip: 1e30, optimizer: "sgd" }), ignore, {
      now: fakeClock(),
    });
    await expect(run).rejects.toMatchObject({ code: "diverged" });
    await expect(run).rejects.toThrow(/step \d+ .*the (cat|dog|bird)/);
    await readFile(path.join(folder, "model.run", "checkpoint.safetensors"));
  });
});

function options(out: string, changes: Partial<TrainingOptions> = {}): TrainingOptions {
  return {
    ...PRESETS.small,
    sources: [path.join(folder, "text.txt")],
    out: path.join(folder, out),
    epochs: 1.5,
    hidden: 16,
    embedding: 8,
    latent: 4,
    vocabulary: 300,
    batch: 32,
    dropout: 0.1,
    engine: "eager",
    ...changes,
  };
}

async function weightsOf(run: TrainingOptions): Promise<Buffer> {
  await train(run, ignore, { now: fakeClock() });
  return readFile(path.join(run.out, "weights.safetensors"));
}

/** A second passes at each look, so that every step is told. */
function fakeClock(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
}

function ignore(): void {}

function sentences(count: number): string[] {
  const random = seeded(1, "sentences");
  const pick = (words: readonly string[]): string => words[random.integer(words.length)];
  return Array.from({ length: count }, (_, index) => {
    const subject = pick(["the cat", "the dog", "the bird"]);
    return `${subject} ${pick(["sees", "likes", "hears"])} ${pick(["the cat", "a house", "the old tree"])} ${index}.`;
  });
}
