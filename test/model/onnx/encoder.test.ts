import { describe, expect, it } from "vitest";
import { encoderModel } from "../../../src/model/onnx/encoder";
import { klToPrior, referenceEmbedding, referencePosterior } from "../../reference/network";
import { everyOption, inFloat64, randomWeights, tinyNetwork } from "../../reference/weights";
import { greatestDifference, int64, runModel } from "./run";

const SENTENCES = [[5, 6, 7, 3], [3], [8, 3], [4, 10, 9, 5, 6, 3]] as const;

function encode(model: Uint8Array, sentences: readonly (readonly number[])[], time: number, padding: number) {
  const tokens = sentences.flatMap((sentence) =>
    Array.from({ length: time }, (_, t) => (t < sentence.length ? sentence[t] : padding)),
  );
  return runModel(model, {
    tokens: int64([sentences.length, time], tokens),
    lengths: int64(
      [sentences.length],
      sentences.map((sentence) => sentence.length),
    ),
  });
}

describe("encoder.onnx", () => {
  it.each([...everyOption(), tinyNetwork({ delta: 0.15 })])("agrees with the float64 reference: %o", async (config) => {
    const weights = randomWeights(config, 1);
    const reference = inFloat64(weights);
    const { mean, log_variance } = await encode(encoderModel(config, weights), SENTENCES, 6, 0);
    const expected = SENTENCES.map((sentence) => {
      const read = config.reversed ? [...sentence].reverse() : sentence;
      return referencePosterior(
        config,
        reference,
        read.map((token) => referenceEmbedding(config, reference, token)),
      );
    });
    expect(mean.shape).toEqual([SENTENCES.length, config.latent]);
    expect(
      greatestDifference(
        mean.data,
        expected.flatMap((posterior) => [...posterior.mean]),
      ),
    ).toBeLessThan(1e-5);
    expect(
      greatestDifference(
        log_variance.data,
        expected.flatMap((posterior) => [...posterior.logVariance]),
      ),
    ).toBeLessThan(1e-5);
  });

  it.each([false, true])("does not see padding (reversed: %s)", async (reversed) => {
    const config = tinyNetwork({ pooling: "last-mean", reversed });
    const model = encoderModel(config, randomWeights(config, 2));
    const short = await encode(model, SENTENCES, 6, 0);
    const long = await encode(model, SENTENCES, 17, 9);
    expect(long.mean.data).toEqual(short.mean.data);
    expect(long.log_variance.data).toEqual(short.log_variance.data);
  });

  it("gives a sentence the same posterior alone and in a batch", async () => {
    const config = tinyNetwork({ pooling: "last-mean" });
    const model = encoderModel(config, randomWeights(config, 3));
    const together = await encode(model, SENTENCES, 6, 0);
    const alone = await encode(model, [SENTENCES[2]], 2, 0);
    expect(greatestDifference(alone.mean.data, together.mean.data.slice(6, 9))).toBeLessThan(1e-6);
  });

  it("holds every dimension at its committed rate", async () => {
    const config = tinyNetwork({ delta: 0.4, pooling: "last-mean" });
    const model = encoderModel(config, randomWeights(config, 6, 3));
    const { mean, log_variance } = await encode(model, SENTENCES, 6, 0);
    mean.data.forEach((mu, index) => {
      expect(klToPrior(mu, log_variance.data[index])).toBeGreaterThanOrEqual(0.4);
    });
  });

  it("names a weight that is missing or of another size", () => {
    const config = tinyNetwork();
    const weights = randomWeights(config, 4);
    weights.set("posterior.bias", new Float32Array(1));
    expect(() => encoderModel(config, weights)).toThrow("posterior.bias has 1 numbers instead of 6");
    weights.delete("posterior.bias");
    expect(() => encoderModel(config, weights)).toThrow("posterior.bias is missing");
  });
});
