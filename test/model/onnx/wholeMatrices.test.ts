import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import { addBlockMatrix, multiplyByBlocks } from "../../../src/model/onnx/blockMatrix";
import { toBlocks } from "../../../src/model/onnx/blocks";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { decoderWeights } from "../../../src/model/onnx/readWeights";
import { withWholeMatrices } from "../../../src/model/onnx/wholeMatrices";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { float32, greatestDifference, int64, runModel } from "./run";

const SIZES = { vocabulary: 70, embedding: 32, hidden: 32, latent: 0 };
const STATE = Float32Array.from({ length: 2 * SIZES.hidden }, (_, index) => Math.sin(index));
const FEEDS = {
  token: int64([2], [5, 60]),
  state_0: float32([2, SIZES.hidden], STATE),
  state_1: float32([2, SIZES.hidden], STATE),
  k: int64([1], [3]),
  target: int64([2], [1, 2]),
};

describe.each([true, false])("a decoder with blocks made whole, tied: %s", (tied) => {
  const config = tinyNetwork({ ...SIZES, tied });

  it.each(["int8", "int4"] as const)("is the decoder of the weights that %s keeps", async (format) => {
    const blocks = decoderModel(config, randomWeights(config, 1, 0.2), { format });
    const whole = withWholeMatrices(blocks, "decoder.onnx");
    const [found, expected] = await Promise.all(
      [whole, decoderModel(config, decoderWeights(blocks))].map((model) => runModel(model, FEEDS)),
    );
    for (const name of ["log_probabilities", "next_state_0", "next_state_1"]) {
      expect(greatestDifference(found[name].data, expected[name].data)).toBeLessThan(1e-5);
    }
  });

  it("has no operator left that only ONNX Runtime has, and no weights twice that nothing looks up", () => {
    const { graph } = onnx.ModelProto.decode(
      withWholeMatrices(decoderModel(config, randomWeights(config, 1), { format: "int8" }), "decoder.onnx"),
    );
    expect(graph?.node?.filter(({ domain }) => domain)).toEqual([]);
    const names = graph?.initializer?.map(({ name }) => name);
    expect(names).toContain("embedding");
    expect(names).not.toContain("decoder.input_latent_recurrent");
  });

  it("holds a matrix once that two products share", async () => {
    const graph = new GraphBuilder("twice");
    const inputs = graph.input("inputs", "float32", ["batch", 32]);
    const values = Float32Array.from({ length: 64 * 32 }, (_, index) => Math.sin(index));
    const matrix = addBlockMatrix(graph, "matrix", toBlocks(values, 64, 32, 8));
    const bias = graph.constant("float32", [64], new Float32Array(64), "bias");
    for (const name of ["one", "other"]) {
      graph.output(name, multiplyByBlocks(graph, inputs, matrix, bias), "float32", ["batch", 64]);
    }
    const whole = withWholeMatrices(graph.toModel(), "decoder.onnx");
    const names = onnx.ModelProto.decode(whole).graph?.initializer?.map(({ name }) => name);
    expect(names).toEqual(["bias", "matrix.whole"]);
    const found = await runModel(whole, { inputs: float32([1, 32], new Float32Array(32).fill(1)) });
    expect(found.one).toEqual(found.other);
  });

  it("of float32 is as it was", async () => {
    const model = decoderModel(config, randomWeights(config, 1));
    expect(await runModel(withWholeMatrices(model, "decoder.onnx"), FEEDS)).toEqual(await runModel(model, FEEDS));
  });
});
