import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../src/core/random";
import { parameterShapes } from "../../src/model/family/network";
import type { Batch } from "../../src/trainer/corpus/batch";
import { klToPrior, referenceElbo } from "./network";
import { everyOption, inFloat64, languageModels, randomWeights, tinyNetwork } from "./weights";

/** Two sentences, 7 8 and 9, in `time` positions: front-padded for the encoder, padded behind for the decoder. */
function batchOf(time: number, latent: number): Batch {
  const rows = [[7, 8], [9]];
  const at = (position: (row: readonly number[], t: number) => number) =>
    Array.from({ length: time * rows.length }, (_, index) => position(rows[index % 2], Math.floor(index / 2)));
  return {
    rows: 2,
    time,
    encoderTokens: Int32Array.from(at((row, t) => [...row, 3][t - time + row.length + 1] ?? 0)),
    encoderMask: Float32Array.from(at((row, t) => (t >= time - row.length - 1 ? 1 : 0))),
    decoderTokens: Int32Array.from(at((row, t) => [2, ...row][t] ?? 0)),
    targets: Int32Array.from(at((row, t) => [...row, 3][t] ?? 0)),
    targetWeights: Float32Array.from(at((row, t) => (t <= row.length ? 1 : 0))),
    noise: fillNormal(new Float32Array(2 * latent), seeded(1, "noise")),
    tokens: 5,
    sentences: Uint32Array.of(0, 1),
  };
}

describe("the float64 reference", () => {
  it("gives ln V a token and no KL where all weights are zero", () => {
    const config = tinyNetwork();
    const weights = new Map(
      Object.entries(parameterShapes(config)).map(([name, shape]) => [
        name,
        new Float64Array(shape.reduce((product, axis) => product * axis, 1)),
      ]),
    );
    const found = referenceElbo(config, weights, batchOf(4, config.latent), { klWeight: 0.5, freeBits: 0.1 });
    expect(found.reconstruction).toBeCloseTo(5 * Math.log(config.vocabulary), 12);
    expect(found.kl).toBe(0);
    expect(found.objective).toBeCloseTo(found.reconstruction + 0.5 * 2 * config.latent * 0.1, 12);
  });

  it.each([...everyOption(), ...languageModels()])("does not see padding: %o", (config) => {
    const weights = inFloat64(randomWeights(config, 1));
    const controls = { klWeight: 0.3, freeBits: 0 };
    const short = referenceElbo(config, weights, batchOf(3, config.latent), controls);
    const long = referenceElbo(config, weights, batchOf(6, config.latent), controls);
    expect(long.objective).toBeCloseTo(short.objective, 10);
    expect(long.mean).toEqual(short.mean);
  });

  it("reads every weight", () => {
    for (const config of [...everyOption(), ...languageModels()]) {
      const weights = randomWeights(config, 2);
      const bound = (changed: ReadonlyMap<string, Float32Array>) =>
        referenceElbo(config, inFloat64(changed), batchOf(3, config.latent), { klWeight: 1, freeBits: 0 }).objective;
      const before = bound(weights);
      for (const [name, values] of weights) {
        const changed = new Map(weights).set(
          name,
          values.map((value) => value * 1.1),
        );
        expect(bound(changed), name).not.toBe(before);
      }
    }
  });

  it("has the KL of a unit normal at zero, and the textbook's value elsewhere", () => {
    expect(klToPrior(0, 0)).toBe(0);
    expect(klToPrior(2, Math.log(0.25))).toBeCloseTo(0.5 * (4 + 0.25 - 1 - Math.log(0.25)), 12);
  });
});
