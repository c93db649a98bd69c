import { describe, expect, it } from "vitest";
import { suitedTo } from "../../src/engine/blockProducts";
import type { Manifest } from "../../src/model/manifest";
import { decoderModel } from "../../src/model/onnx/decoder";
import { encoderModel } from "../../src/model/onnx/encoder";
import type { WeightFormat } from "../../src/model/onnx/weightFormat";
import { withWholeMatrices } from "../../src/model/onnx/wholeMatrices";
import { randomWeights, tinyNetwork } from "../reference/weights";
import { tinyManifest } from "./tinyModel";

const NETWORK = tinyNetwork({ embedding: 32, hidden: 32, latent: 32 });

const WEIGHTS = randomWeights(NETWORK, 1);
const ENCODER = encoderModel(NETWORK, WEIGHTS, "int8");
const DECODER = decoderModel(NETWORK, WEIGHTS, { format: "int8" });

function manifestOf(format: WeightFormat): Manifest {
  return { ...tinyManifest(), weight_format: format };
}

describe("a graph of a package", () => {
  it("has whole matrices on a GPU", async () => {
    const suited = await suitedTo("cuda", "decoder", DECODER, manifestOf("int8"));
    expect(suited).toEqual(withWholeMatrices(DECODER, "decoder.onnx"));
    expect(suited).not.toEqual(DECODER);
  });

  it("stays as it is if it only looks up", async () => {
    expect(await suitedTo("cuda", "encoder", ENCODER, manifestOf("int8"))).toBe(ENCODER);
  });

  it.runIf(process.arch === "x64")("stays as it is where products with blocks are fast", async () => {
    expect(await suitedTo("cpu", "decoder", DECODER, manifestOf("int8"))).toBe(DECODER);
  });

  it("stays as it is without blocks", async () => {
    const decoder = decoderModel(NETWORK, WEIGHTS, { format: "float16" });
    expect(await suitedTo("cuda", "decoder", decoder, manifestOf("float16"))).toBe(decoder);
  });
});
