import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../src/core/random";
import type { NetworkConfig } from "../../../src/model/family/network";
import { exactLikelihoodModel, proposalModel, sampledLikelihoodModel } from "../../../src/model/onnx/likelihood";
import { referenceInitialState, referenceStep } from "../../reference/network";
import { everyOption, inFloat64, randomWeights } from "../../reference/weights";
import { float32, greatestDifference, int64, runModel } from "./run";

const ROWS = 3;
const READ = [2, 5, 6, 10];
const TARGETS = [5, 6, 10, 3];
const TIME = READ.length;
/** The encoder's options change nothing here. */
const DECODERS = everyOption().filter(({ pooling, reversed }) => pooling === "last" && !reversed);

interface Case {
  readonly config: NetworkConfig;
  readonly weights: Map<string, Float32Array>;
  readonly latents: Float32Array;
  /** ln p of every token, by row and step. */
  readonly tables: readonly (readonly Float64Array[])[];
}

function caseOf(config: NetworkConfig): Case {
  const weights = randomWeights(config, 5);
  const reference = inFloat64(weights);
  const latents = fillNormal(new Float32Array(ROWS * config.latent), seeded(5, "latents"));
  const tables = Array.from({ length: ROWS }, (_, row) => {
    const z = Float64Array.from(latents.subarray(row * config.latent, (row + 1) * config.latent));
    let state = referenceInitialState(config, reference, z);
    return READ.map((token) => {
      const step = referenceStep(config, reference, token, z, state);
      state = step.state;
      return step.logProbabilities;
    });
  });
  return { config, weights, latents, tables };
}

function logProbabilities({ tables }: Case): number[] {
  return tables.map((steps) => steps.reduce((sum, table, t) => sum + table[TARGETS[t]], 0));
}

describe("ln p(x|z) of a sentence at many latents", () => {
  it.each(DECODERS)("is the float64 reference's: %o", async (config) => {
    const given = caseOf(config);
    const feeds = {
      tokens: int64([TIME], READ),
      targets: int64([TIME], TARGETS),
      latent: float32([ROWS, config.latent], given.latents),
    };
    const found = await runModel(exactLikelihoodModel(config, given.weights), feeds);
    expect(greatestDifference(found.log_probability.data, logProbabilities(given))).toBeLessThan(1e-5);
  });

  it.each(DECODERS)("is the same where every token is a candidate, whatever the shift: %o", async (config) => {
    const given = caseOf(config);
    const { vocabulary: V } = config;
    const shifts = [0, 3, -2, 1];
    const bias = given.weights.get("output.bias") ?? new Float32Array(V);
    const everyToken = Array.from({ length: TIME * V }, (_, index) => index % V);
    const found = await runModel(sampledLikelihoodModel(config, given.weights), {
      tokens: int64([TIME], READ),
      latent: float32([ROWS, config.latent], given.latents),
      candidates: int64([TIME, V], everyToken),
      offsets: float32(
        [TIME, V],
        everyToken.map((token, index) => bias[token] - shifts[Math.floor(index / V)]),
      ),
      column: int64([TIME], TARGETS),
    });
    expect(greatestDifference(found.log_probability.data, logProbabilities(given))).toBeLessThan(1e-5);
  });

  it.each(DECODERS)("has the mean distribution of each step as its proposal: %o", async (config) => {
    const given = caseOf(config);
    const found = await runModel(proposalModel(config, given.weights), {
      tokens: int64([TIME], READ),
      latent: float32([ROWS, config.latent], given.latents),
    });
    const expected = READ.flatMap((_, t) =>
      Array.from(
        { length: config.vocabulary },
        (_, token) => given.tables.reduce((sum, steps) => sum + Math.exp(steps[t][token]), 0) / ROWS,
      ),
    );
    expect(found.probabilities.shape).toEqual([TIME, config.vocabulary]);
    expect(greatestDifference(found.probabilities.data, expected)).toBeLessThan(1e-5);
    expect(found.log_normaliser.shape).toEqual([TIME]);
  });
});
