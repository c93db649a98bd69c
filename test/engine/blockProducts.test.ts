import { describe, expect, it } from "vitest";
import { suitedTo } from "../../src/engine/blockProducts";
import { decoderModel } from "../../src/model/onnx/decoder";
import { encoderModel } from "../../src/model/onnx/encoder";
import type { WeightFormat } from "../../src/model/onnx/weightFormat";
import { withWholeMatrices } from "../../src/model/onnx/wholeMatrices";
import { randomWeights, tinyNetwork } from "../reference/weights";
import { tinyManifest } from "./tinyModel";

const NETWORK = tinyNetwork({ embedding: 32, hidden: 32, latent: 32 });

function packaged(format: WeightFormat) {
  const weights = randomWeights(NETWORK, 1);
  const graphs = new Map([
    ["encoder", encoderModel(NETWORK, weights, format)] as const,
    ["decoder", decoderModel(NETWORK, weights, { format })] as const,
  ]);
  return { graphs, manifest: { ...tinyManifest(), weight_format: format } };
}

describe("the graphs of a package", () => {
  it("have whole matrices on a GPU", async () => {
    const { graphs, manifest } = packaged("int8");
    const suited = await suitedTo("cuda", graphs, manifest);
    const decoder = graphs.get("decoder") ?? new Uint8Array();
    expect(suited.get("decoder")).toEqual(withWholeMatrices(decoder));
    expect(suited.get("decoder")).not.toEqual(decoder);
    expect(suited.get("encoder")).toBe(graphs.get("encoder"));
  });

  it.runIf(process.arch === "x64")("stay as they are where products with blocks are fast", async () => {
    const { graphs, manifest } = packaged("int8");
    expect(await suitedTo("cpu", graphs, manifest)).toBe(graphs);
  });

  it("stay as they are without blocks", async () => {
    const { graphs, manifest } = packaged("float16");
    expect(await suitedTo("cuda", graphs, manifest)).toBe(graphs);
  });
});
