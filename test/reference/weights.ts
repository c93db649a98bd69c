import { seeded } from "../../src/core/random";
import { type NetworkConfig, parameterShapes } from "../../src/model/family/network";
import type { ReferenceWeights } from "./network";

/** Random weights that every test can make again: N(0, scale²), rounded to float32 so that both precisions see the same. */
export function randomWeights(config: NetworkConfig, seed: number, scale = 0.5): Map<string, Float32Array> {
  return new Map(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const random = seeded(seed, "test-weights", name);
      const size = shape.reduce((product, axis) => product * axis, 1);
      return [name, Float32Array.from({ length: size }, () => scale * random.normal())];
    }),
  );
}

/** The same weights in float64, for the reference. */
export function inFloat64(weights: ReadonlyMap<string, Float32Array>): ReferenceWeights {
  return new Map(Array.from(weights, ([name, values]) => [name, Float64Array.from(values)]));
}

/** A tiny network; `options` choose among pooling, direction, tied output and skip connection. */
export function tinyNetwork(options: Partial<NetworkConfig> = {}): NetworkConfig {
  return {
    vocabulary: 11,
    embedding: 5,
    hidden: 6,
    latent: 3,
    pooling: "last",
    reversed: false,
    tied: false,
    skip: false,
    direction: "left-to-right",
    ...options,
  };
}

/** The language models: with an output matrix of their own, and tied. */
export function languageModels(): NetworkConfig[] {
  return [false, true].map((tied) => tinyNetwork({ latent: 0, tied }));
}

/** Every combination of the options of a network with a latent. */
export function everyOption(): NetworkConfig[] {
  const yesNo = [false, true] as const;
  return (["last", "last-mean"] as const).flatMap((pooling) =>
    yesNo.flatMap((reversed) =>
      yesNo.flatMap((tied) => yesNo.map((skip) => tinyNetwork({ pooling, reversed, tied, skip }))),
    ),
  );
}
