/** Whole runs with the remedies against posterior collapse: what comes out of them as a package. */
import "@tensorflow/tfjs-backend-cpu";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { seeded } from "../../src/core/random";
import type { NetworkConfig } from "../../src/model/family/network";
import { readPackage } from "../../src/model/package/read";
import type { TrainingEvent } from "../../src/protocol/trainingEvents";
import { loadWeights } from "../../src/trainer/checkpoint";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import { ParameterStore } from "../../src/trainer/parameters";
import { withChosen } from "../../src/trainer/remedies/combine";
import { EagerGradientEngine } from "../../src/trainer/step/eager";
import { train } from "../../src/trainer/train";
import { float32, greatestDifference, int64, runModel } from "../model/onnx/run";
import { klToPrior } from "../reference/network";
import { syntheticBatch } from "./syntheticBatch";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-remedies-"));
  const text = sentences(300);
  await writeFile(path.join(folder, "text.txt"), text.slice(0, 240).join("\n"));
  await writeFile(path.join(folder, "held-out.txt"), text.slice(240).join("\n"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a package", () => {
  it("trained with batch-normalised means has them folded into its encoder", async () => {
    const { events } = await run({ batchNorm: 0.6, averageShare: 0.6 });
    const { manifest, network, store } = await result();
    expect(network).not.toHaveProperty("batchNorm");
    const batch = syntheticBatch(network, { rows: 5, time: 6, seed: 1 });
    const { mean, logVariance } = await new EagerGradientEngine(store, "cpu").evaluate(batch, {
      klWeight: 1,
      freeBits: 0,
    });
    const encoded = await runModel(await file("encoder.onnx"), asPackageInput(batch));
    expect(greatestDifference(encoded.mean.data, mean)).toBeLessThan(1e-5);
    expect(greatestDifference(encoded.log_variance.data, logVariance)).toBeLessThan(1e-5);
    for (const deviation of manifest.latent.deviation) expect(deviation).toBeGreaterThan(0.5);
    expect(manifest.metrics.mutual_information?.full_set).toBeGreaterThan(0);
    expect(events.filter(({ event }) => event === "epoch").at(-1)).toMatchObject({
      klWeight: 0.5,
      mutualInformation: expect.any(Number),
    });
  });

  it("with a committed rate keeps to it in every dimension of every sentence", async () => {
    const delta = 0.3;
    await run({ delta });
    const { manifest, network } = await result();
    expect(network.delta).toBe(delta);
    for (const kl of manifest.latent.kl) expect(kl).toBeGreaterThanOrEqual(delta);
    const batch = syntheticBatch(network, { rows: 5, time: 6, seed: 1 });
    const { mean, log_variance } = await runModel(await file("encoder.onnx"), asPackageInput(batch));
    mean.data.forEach((mu, index) => {
      expect(klToPrior(mu, log_variance.data[index])).toBeGreaterThanOrEqual(delta);
    });
  });

  it("trained without decoder inputs says so, and its decoder reads none", async () => {
    await run({ keep: 0 });
    const { manifest, network } = await result();
    expect(manifest.decoder.inputless).toBe(true);
    const { hidden: H, latent: L } = network;
    const two = (width: number) => float32([2, width], new Float32Array(2 * width).fill(0.3));
    const { log_probabilities } = await runModel(await file("decoder.onnx"), {
      token: int64([2], [20, 30]),
      latent: two(L),
      state_0: two(H),
      state_1: two(H),
      k: int64([1], [1]),
      target: int64([2], [0, 0]),
    });
    const [first, second] = [0, 1].map((row) =>
      log_probabilities.data.slice(row * network.vocabulary, (row + 1) * network.vocabulary),
    );
    expect(second).toEqual(first);
  });

  it("trained with them says nothing of decoder inputs", async () => {
    await run({ epochs: 0.1 });
    expect((await result()).manifest.decoder).not.toHaveProperty("inputless");
  });
});

describe("a run", () => {
  it("with the encoder trained ahead tells of it, and ends with a package", async () => {
    const { done } = await run({ aggressive: true, epochs: 0.3 });
    expect(done).toMatchObject({ reason: "finished" });
    const { manifest } = await result();
    expect(manifest.training.recipe.options).toMatchObject({ aggressive: true, autoencoder: 0 });
  });

  it.each([
    ["a weight of 1 from the start", { annealShare: 0, epochs: 4 }],
    ["a single epoch, by a sigmoid", { anneal: "sigmoid", epochs: 1 }],
  ] as const)("that was made to collapse with %s says so in plain words, with the remedy", async (_, annealing) => {
    const { events } = await run({ autoencoder: 0, klWeight: 1, freeBits: 0, keep: 1, ...annealing });
    const notices = events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
    expect(notices.at(-1)).toMatch(/^The latent space is (partly )?collapsed: .* What helps: .*--autoencoder/);
    const told = events.filter(({ event }) => event === "epoch" || event === "done");
    expect(told.at(-2)).toMatchObject({ event: "epoch", collapse: { verdict: expect.stringMatching(/collapsed$/) } });
    const remedies = expect.arrayContaining([expect.objectContaining({ option: "autoencoder", value: 0.25 })]);
    expect(told.at(-1)).toMatchObject({ event: "done", collapse: { remedies } });
  });

  it("is refused where two remedies cannot both be meant, and leaves nothing behind", async () => {
    const both = { ...options({}), delta: 0.2, batchNorm: 0.6 };
    await expect(train(both, () => {})).rejects.toMatchObject({ code: "bad-call" });
    await expect(readFile(path.join(folder, "model.run", "recipe.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});

function options(chosen: Partial<TrainingOptions>): TrainingOptions {
  return {
    sources: [path.join(folder, "text.txt")],
    validation: path.join(folder, "held-out.txt"),
    out: path.join(folder, "model"),
    ...withChosen(PRESETS.small, {
      epochs: 2,
      hidden: 16,
      embedding: 8,
      latent: 4,
      vocabulary: 300,
      batch: 8,
      engine: "compiled",
      provider: "cpu",
      threads: 1,
      ...chosen,
    }),
  };
}

async function run(chosen: Partial<TrainingOptions>) {
  const events: TrainingEvent[] = [];
  const done = await train(options(chosen), (event) => events.push(event));
  return { done, events };
}

/** The package, and its weights in a store. */
async function result() {
  const { manifest } = await readPackage(path.join(folder, "model"));
  const network = manifest.network as NetworkConfig;
  const store = ParameterStore.create(network);
  await loadWeights(path.join(folder, "model", "weights.safetensors"), store);
  return { manifest, network, store };
}

function file(name: string): Promise<Uint8Array> {
  return readFile(path.join(folder, "model", name));
}

/** The sentences of a batch as encoder.onnx takes them: from the front, padded behind. */
function asPackageInput({ rows, time, targets, targetWeights }: ReturnType<typeof syntheticBatch>) {
  const tokens = Array.from({ length: rows * time }, (_, at) => targets[(at % time) * rows + Math.floor(at / time)]);
  const lengths = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: time }, (_, t) => targetWeights[t * rows + row]).reduce((sum, weight) => sum + weight, 0),
  );
  return { tokens: int64([rows, time], tokens), lengths: int64([rows], lengths) };
}

function sentences(count: number): string[] {
  const random = seeded(1, "sentences");
  const pick = (words: readonly string[]): string => words[random.integer(words.length)];
  return Array.from({ length: count }, (_, index) => {
    const subject = pick(["the cat", "the dog", "the bird"]);
    return `${subject} ${pick(["sees", "likes", "hears"])} ${pick(["the cat", "a house", "the old tree"])} ${index}.`;
  });
}
