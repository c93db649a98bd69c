import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { halves } from "../../../src/core/adversarial/parts";
import { type Random, seeded } from "../../../src/core/random";
import { adversarialEvaluation } from "../../../src/trainer/adversarial/evaluate";

const SMALL = { embedding: 8, hidden: 8, batch: 32, learningRate: 0.03, dropout: 0.1, epochs: 6, patience: 3 };
const WORDS = ["red", "green", "blue", "round", "flat"];

beforeAll(async () => {
  await tf.setBackend("cpu");
});

function sentences(count: number, make: (random: Random) => string[]): string[][] {
  const random = seeded(5, "sentences");
  return Array.from({ length: count }, () => make(random));
}

function drawn(random: Random): string {
  return WORDS[random.integer(WORDS.length)];
}

describe("adversarial evaluation", () => {
  it("finds nothing between two halves of the same sentences", async () => {
    const all = sentences(400, (random) => Array.from({ length: 1 + random.integer(4) }, () => drawn(random)));
    const [real, imputed] = halves(all, seeded(1, "null"));
    const result = await adversarialEvaluation({ real, imputed }, { seed: 1, lstm: { ...SMALL, epochs: 2 } });
    expect(result.sentences).toEqual({ train: 320, validation: 40, test: 40 });
    for (const { error, interval } of [result.unigram, result.lstm]) {
      expect(Math.abs(error)).toBeLessThan(0.25);
      expect(interval.low).toBeLessThanOrEqual(0);
      expect(interval.high).toBeGreaterThanOrEqual(0);
    }
  });

  it("finds a planted word with both classifiers", async () => {
    const real = sentences(150, (random) => [drawn(random), drawn(random)]);
    const imputed = sentences(150, (random) => [drawn(random), "planted"]);
    const { unigram, lstm } = await adversarialEvaluation({ real, imputed }, { seed: 1, lstm: SMALL });
    expect(unigram).toMatchObject({ accuracy: 1, error: 0.5, interval: { low: 0.5, high: 0.5 } });
    expect(lstm).toMatchObject({ accuracy: 1, error: 0.5, interval: { low: 0.5, high: 0.5 } });
  });

  it("finds an order of words only by reading", async () => {
    const real = sentences(200, (random) => [drawn(random), "before", "after"]);
    const imputed = sentences(200, (random) => [drawn(random), "after", "before"]);
    const { unigram, lstm } = await adversarialEvaluation({ real, imputed }, { seed: 1, lstm: SMALL });
    expect(unigram.interval.low).toBeLessThanOrEqual(0);
    expect(lstm.error).toBeGreaterThan(0.45);
  });

  it("repeats itself for a seed, stops early, and leaves no tensor behind", async () => {
    // Nothing to learn: the validation loss soon rises.
    const [real, imputed] = halves(
      sentences(80, (random) => [drawn(random), drawn(random)]),
      seeded(1),
    );
    const before = tf.memory().numTensors;
    const epochs: number[] = [];
    const evaluate = () =>
      adversarialEvaluation(
        { real, imputed },
        {
          seed: 3,
          lstm: { ...SMALL, learningRate: 0.2, patience: 1 },
          onEpoch: (epoch) => void epochs.push(epoch),
        },
      );
    const first = await evaluate();
    expect(epochs.length).toBeLessThan(SMALL.epochs);
    expect(epochs.at(-1)).toBe(first.lstm.epoch + 1);
    expect(await evaluate()).toEqual(first);
    expect(tf.memory().numTensors).toBe(before);
  });

  it("stops on request", async () => {
    const words = sentences(40, (random) => [drawn(random)]);
    const signal = AbortSignal.abort();
    await expect(adversarialEvaluation({ real: words, imputed: words }, { seed: 1, signal })).rejects.toThrow(
      "Stopped",
    );
  });
});
