/** Whole runs that start from a model. */
import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { Lexicon } from "../../../src/core/text/lexicon";
import { modelCard } from "../../../src/model/card";
import { readPackage } from "../../../src/model/package/read";
import { packageHash } from "../../../src/model/package/readManifest";
import { packageWeights } from "../../../src/model/package/weights";
import type { TrainingEvent } from "../../../src/protocol/trainingEvents";
import { lexiconWithBase } from "../../../src/trainer/finetuning/base";
import { type ChosenOptions, fineTuning } from "../../../src/trainer/finetuning/fineTuning";
import type { TrainingOptions } from "../../../src/trainer/options";
import { train } from "../../../src/trainer/train";
import { NETWORK } from "../../model/exampleManifest";
import { writeExample, writeLanguageModel } from "../../model/package/examplePackage";
import { randomWeights } from "../../reference/weights";

let folder: string;
let base: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-fine-"));
  base = join(folder, "base");
  const lines = Array.from({ length: 200 }, (_, n) => {
    const pick = (words: readonly string[], step: number) => words[Math.floor(n / step) % words.length];
    return `the ${pick(["cat", "dog", "bird"], 1)} sees a ${pick(["bird", "cat"], 3)} ${n % 5 === 0 ? ". ." : "."}`;
  });
  await writeFile(join(folder, "text.txt"), lines.join("\n"));
});
afterEach(() => rm(folder, { recursive: true }));

async function options(out: string, chosen: ChosenOptions = {}): Promise<TrainingOptions> {
  const small = { epochs: 2, engine: "eager", threads: 1, prior: "gaussian" } as const;
  const run = await fineTuning(base, "small", { ...small, ...chosen });
  return { ...run, sources: [join(folder, "text.txt")], out: join(folder, out) };
}

async function bytesOf(directory: string): Promise<Buffer> {
  return readFile(join(directory, "weights.safetensors"));
}

test("a fine-tuned model may write the words of its own text and of its base's", () => {
  const own = Lexicon.of(["bee", "cat"]);
  const lexicon = Lexicon.of(["ant", "cat"]);
  expect(lexiconWithBase(own, { lexicon })?.words).toEqual(["ant", "bee", "cat"]);
  expect(lexiconWithBase(own, undefined)).toBe(own);
  expect(lexiconWithBase(own, { lexicon: undefined })).toBeUndefined();
  expect(lexiconWithBase(undefined, { lexicon })).toBeUndefined();
});

describe("fine-tuning", () => {
  it.each([true, false])(
    "starts at the base model's weights, with its tokenizer; weights file: %s",
    async (included) => {
      await writeExample(base, { includeWeights: included });
      const run = await options("still", { epochs: 0.01, learningRate: 1e-30 });
      await train(run, () => undefined);
      const still = await readPackage(run.out);
      expect(await packageWeights(still)).toEqual(randomWeights(NETWORK, 1));
      expect(still.tokenizer.toJson()).toBe((await readPackage(base)).tokenizer.toJson());
    },
  );

  it("learns the text, and its card names the base model, its licence, authors and corpora", async () => {
    const manifest = await writeExample(base);
    const events: TrainingEvent[] = [];
    const run = await options("model", { epochs: 6, learningRate: 0.02, license: "MIT", patience: 9 });
    const done = await train(run, (event) => events.push(event));
    const bounds = events.flatMap((event) => (event.event === "epoch" ? [event.bound] : []));
    expect(done.bound).toBeLessThan(bounds[0] ?? 0);
    expect(events.every((event) => event.event !== "epoch" || event.klWeight === run.klWeight)).toBe(true);
    const made = (await readPackage(run.out)).manifest;
    expect(made.license).toBe("CC-BY-4.0 AND MIT");
    expect(made.attribution).toBe(`the authors of the example ${run.attribution}`);
    expect(made.training.recipe.options.from).toBe(`example@${packageHash(manifest)}`);
    expect(made.training.corpora.map(({ name, license }) => [name, license])).toEqual([
      ["a | b", "CC0-1.0"],
      ["text.txt", "MIT"],
    ]);
    expect(modelCard(made)).toContain(`by way of example@${packageHash(manifest)}`);
    expect(JSON.stringify(made)).not.toContain(folder);
  });

  it("goes on after a stop, bit for bit, also when the base model has moved", async () => {
    await writeExample(base);
    const whole = await options("whole");
    await train(whole, () => undefined, { now: fakeClock() });
    const controller = new AbortController();
    const run = await options("stopped");
    const stop = (event: TrainingEvent) => event.event === "step" && event.step === 3 && controller.abort();
    const stopped = train(run, stop, { signal: controller.signal, now: fakeClock() });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    await rename(base, join(folder, "elsewhere"));
    await train({ ...run, resume: true }, () => undefined, { now: fakeClock() });
    expect(await bytesOf(run.out)).toEqual(await bytesOf(whole.out));
    const { manifest } = await readPackage(run.out);
    expect(manifest.training.corpora).toHaveLength(2);
  });

  it("takes a language model too", async () => {
    await writeLanguageModel(base);
    const run = await options("rnnlm", { epochs: 4, learningRate: 0.02 });
    const done = await train(run, () => undefined);
    expect(done).toMatchObject({ latent: 0, kl: 0 });
    expect((await readPackage(run.out)).manifest.network).toMatchObject({ latent: 0, direction: "right-to-left" });
  });

  it("refuses a base model that has become another since the run was planned", async () => {
    await writeExample(base);
    const run = await options("model");
    await expect(train({ ...run, hidden: 9 }, () => undefined)).rejects.toMatchObject({ code: "bad-call" });
  });
});

/** A second passes at each look, so that every step is told. */
function fakeClock(): () => number {
  let time = 0;
  return () => {
    time += 1000;
    return time;
  };
}
