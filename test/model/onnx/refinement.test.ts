import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../src/core/random";
import type { NetworkConfig } from "../../../src/model/family/network";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { decoderInitModel } from "../../../src/model/onnx/decoderInit";
import { decoderWeights, keptDecoderWeights } from "../../../src/model/onnx/readWeights";
import { refinementModel } from "../../../src/model/onnx/refinement";
import { type ReferenceWeights, referenceInitialState, referenceStep } from "../../reference/network";
import { everyOption, inFloat64, randomWeights, tinyNetwork } from "../../reference/weights";
import { float32, greatestDifference, int64, runModel } from "./run";

const ROWS = 4;
const BOS = 2;
const SENTENCE = [5, 9, 10, 9, 3];
const INPUTS = [BOS, ...SENTENCE.slice(0, -1)];
const STEP = 1e-5;

/** ln p(x|z) in float64. */
function logProbability(config: NetworkConfig, weights: ReferenceWeights, z: Float64Array): number {
  let state = referenceInitialState(config, weights, z);
  return INPUTS.reduce((sum, token, position) => {
    const step = referenceStep(config, weights, token, z, state);
    state = step.state;
    return sum + step.logProbabilities[SENTENCE[position]];
  }, 0);
}

function centralDifferences(f: (z: Float64Array) => number, z: Float64Array): Float64Array {
  return z.map((_, d) => {
    const moved = (by: number) => f(z.map((value, index) => (index === d ? value + by : value)));
    return (moved(STEP) - moved(-STEP)) / (2 * STEP);
  });
}

describe("refinement.onnx", () => {
  it.each(everyOption())(
    "gives ln p and its gradient by z as float64 and finite differences do: %o",
    async (config) => {
      const weights = randomWeights(config, 1);
      const reference = inFloat64(weights);
      const latents = fillNormal(new Float32Array(ROWS * config.latent), seeded(1, "latents"));
      const rows = Array.from({ length: ROWS }, (_, row) =>
        Float64Array.from(latents.subarray(row * config.latent, (row + 1) * config.latent)),
      );
      const exact = (z: Float64Array) => logProbability(config, reference, z);

      const found = await runModel(refinementModel(config, weights), {
        tokens: int64([SENTENCE.length], INPUTS),
        targets: int64([SENTENCE.length], SENTENCE),
        latent: float32([ROWS, config.latent], latents),
      });
      expect(found.log_probability.shape).toEqual([ROWS]);
      expect(found.gradient.shape).toEqual([ROWS, config.latent]);
      expect(greatestDifference(found.log_probability.data, rows.map(exact))).toBeLessThan(1e-4);
      const gradients = rows.flatMap((z) => [...centralDifferences(exact, z)]);
      expect(greatestDifference(found.gradient.data, gradients)).toBeLessThan(1e-4);
    },
  );

  it("computes the same of weights that a package keeps as float16, at half the size", async () => {
    const config = tinyNetwork({ embedding: 48, hidden: 64, tied: true });
    const weights = randomWeights(config, 1);
    const decoder = decoderModel(config, weights, { format: "float16" });
    const graphs = [decoder, decoderInitModel(config, weights, "float16")] as const;
    const feeds = {
      tokens: int64([SENTENCE.length], INPUTS),
      targets: int64([SENTENCE.length], SENTENCE),
      latent: float32([1, config.latent], fillNormal(new Float32Array(config.latent), seeded(1, "latents"))),
    };

    const kept = refinementModel(config, keptDecoderWeights(...graphs));
    const whole = refinementModel(config, decoderWeights(...graphs));
    expect(await runModel(kept, feeds)).toEqual(await runModel(whole, feeds));
    expect(kept.length).toBeLessThan(0.7 * whole.length);
  });
});
