/** The same network with its weights kept in every format. */
import { Float16Array } from "@petamoriken/float16";
import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../src/core/random";
import type { NetworkConfig, Weights } from "../../../src/model/family/network";
import { fromBlocks, toBlocks } from "../../../src/model/onnx/blocks";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { decoderInitModel } from "../../../src/model/onnx/decoderInit";
import { encoderModel } from "../../../src/model/onnx/encoder";
import { transposed } from "../../../src/model/onnx/initializers";
import { decoderWeights, encoderWeights } from "../../../src/model/onnx/readWeights";
import { WEIGHT_FORMATS, type WeightFormat } from "../../../src/model/onnx/weightFormat";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { float32, greatestDifference, int64, runModel } from "./run";

/** E + L + H is whole blocks, too. */
const SIZES = { vocabulary: 70, embedding: 32, hidden: 64, latent: 32 };
const TIED = tinyNetwork({ ...SIZES, tied: true, skip: true });
const UNTIED = tinyNetwork({ ...SIZES, pooling: "last-mean", reversed: true });
/** Nothing but the embedding's rows fills blocks. */
const UNEVEN = tinyNetwork({ ...SIZES, latent: 3, hidden: 40 });
const NETWORKS = { tied: TIED, untied: UNTIED, uneven: UNEVEN };
/** Nats, of log-probabilities down to about −12. */
const TOLERANCE: Readonly<Record<WeightFormat, number>> = { float32: 0, float16: 0.01, int8: 0.2, int4: 2 };

describe.each(Object.entries(NETWORKS))("the graphs of a network, %s", (_, config) => {
  const weights = randomWeights(config, 1, 0.2);

  it.each(WEIGHT_FORMATS)("have weights that come back as %s keeps them", (format) => {
    const graphs = graphsOf(config, weights, format);
    const back = new Map([...encoderWeights(graphs.encoder), ...decoderWeights(graphs.decoder, graphs.decoderInit)]);
    expect(back).toEqual(kept(config, weights, format));
  });

  it.each(WEIGHT_FORMATS)("say with %s nearly what they say with float32", async (format) => {
    const [exact, found] = await Promise.all(
      (["float32", format] as const).map((each) => outputs(config, weights, each)),
    );
    for (const name of ["mean", "log_variance", "log_probabilities"]) {
      expect(greatestDifference(found[name], exact[name])).toBeLessThanOrEqual(TOLERANCE[format]);
    }
  });

  it("of float16 compute with float32", async () => {
    const halves = new Map(kept(config, weights, "float16"));
    expect(await outputs(config, weights, "float16")).toEqual(await outputs(config, halves, "float32"));
  });
});

it("names a weight that half precision cannot hold", () => {
  const weights = randomWeights(TIED, 1);
  weights.get("posterior.weight")?.fill(70_000, 3, 4);
  expect(() => encoderModel(TIED, weights, "float16")).toThrow("posterior.weight has a 70000, which half precision");
  expect(() => encoderModel(TIED, weights)).not.toThrow();
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])("names a weight that blocks cannot hold, %d", (value) => {
  const weights = randomWeights(TIED, 1);
  weights.get("decoder.latent")?.fill(value, 3, 4);
  const told = `decoder.input_latent_recurrent has a ${value}, which blocks cannot hold`;
  expect(() => decoderModel(TIED, weights, { format: "int8" })).toThrow(told);
});

it("gets smaller from format to format", () => {
  const sizes = WEIGHT_FORMATS.map((format) => {
    const graphs = graphsOf(UNTIED, randomWeights(UNTIED, 1), format);
    return Object.values(graphs).reduce((total, bytes) => total + bytes.length, 0);
  });
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
});

function graphsOf(config: NetworkConfig, weights: Weights, format: WeightFormat) {
  return {
    encoder: encoderModel(config, weights, format),
    decoder: decoderModel(config, weights, { format }),
    decoderInit: decoderInitModel(config, weights, format),
  };
}

/** What a package of that format holds, told from the description of the formats alone. */
function kept(config: NetworkConfig, weights: Weights, format: WeightFormat): Weights {
  const { embedding: E, hidden: H, latent: L, vocabulary: V, tied } = config;
  if (format === "float32") return weights;
  const found = new Map([...weights].map(([name, values]) => [name, name.endsWith("bias") ? values : halved(values)]));
  if (format === "float16") return found;
  const bits = format === "int8" ? 8 : 4;
  const blocked = (values: Float32Array, rows: number, columns: number) =>
    columns % 32 === 0 ? fromBlocks(toBlocks(values, rows, columns, bits)) : halved(values);
  const byOutput = (values: Float32Array, inputs: number, outputs: number) =>
    transposed(blocked(transposed(values, inputs, outputs), outputs, inputs), outputs, inputs);
  const of = (name: string) => weights.get(name) ?? new Float32Array();
  found.set("embedding", blocked(of("embedding"), V, E));
  if (!tied) found.set("output.weight", byOutput(of("output.weight"), H, V));
  const parts = ["decoder.input", "decoder.latent", "decoder.recurrent"];
  const stacked = byOutput(Float32Array.from(parts.flatMap((name) => [...of(name)])), E + L + H, 4 * H);
  let offset = 0;
  for (const name of parts) {
    found.set(name, stacked.slice(offset, offset + of(name).length));
    offset += of(name).length;
  }
  return found;
}

function halved(values: Float32Array): Float32Array {
  return Float32Array.from(new Float16Array(values));
}

async function outputs(
  config: NetworkConfig,
  weights: Weights,
  format: WeightFormat,
): Promise<Record<string, number[]>> {
  const { encoder, decoder, decoderInit } = graphsOf(config, weights, format);
  const posterior = await runModel(encoder, {
    tokens: int64([2, 4], [5, 6, 7, 3, 60, 8, 3, 0]),
    lengths: int64([2], [4, 3]),
  });
  const latent = float32([2, config.latent], fillNormal(new Float32Array(2 * config.latent), seeded(1, "z")));
  const { state_0, state_1 } = await runModel(decoderInit, { latent });
  const step = await runModel(decoder, {
    token: int64([2], [5, 60]),
    latent,
    state_0: float32(state_0.shape, state_0.data),
    state_1: float32(state_1.shape, state_1.data),
    k: int64([1], [3]),
    target: int64([2], [1, 2]),
  });
  return Object.fromEntries(Object.entries({ ...posterior, ...step }).map(([name, { data }]) => [name, data]));
}
