/** Matrices in blocks that are damaged, or made to be. */
import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { encoderModel } from "../../../src/model/onnx/encoder";
import { checkBlocks } from "../../../src/model/onnx/readBlocks";
import { decoderWeights, encoderWeights } from "../../../src/model/onnx/readWeights";
import { withWholeMatrices } from "../../../src/model/onnx/wholeMatrices";
import { randomWeights, tinyNetwork } from "../../reference/weights";

const CONFIG = tinyNetwork({ vocabulary: 70, embedding: 32, hidden: 32, latent: 0, tied: true });
const DECODER = decoderModel(CONFIG, randomWeights(CONFIG, 1), { format: "int8" });
const FACTS = { code: "bad-model", where: "decoder.onnx", advice: expect.stringContaining("again") };
const READERS: readonly [name: string, (model: Uint8Array) => unknown][] = [
  ["are refused", (model) => checkBlocks(model, "decoder.onnx")],
  ["are not made whole", (model) => withWholeMatrices(model, "decoder.onnx")],
];

type Tensor = onnx.ITensorProto;
const NOTHING = new Uint8Array();
const { INT8, FLOAT16 } = onnx.TensorProto.DataType;

/** What becomes of the embedding or of its scales, and what is said of it. */
const DAMAGED: readonly [what: string, name: string, damage: Tensor, told: string][] = [
  ["cut off", "embedding", { rawData: new Uint8Array(100) }, "is no uint8"],
  ["of a huge shape", "embedding", { dims: [2 ** 40, 1, 32] }, "is no uint8"],
  ["of a huge shape without a block", "embedding", { dims: [2 ** 40, 0, 32], rawData: NOTHING }, "is no uint8"],
  ["in blocks of another size", "embedding", { dims: [35, 1, 64] }, "is no uint8"],
  ["of another type", "embedding", { dataType: INT8 }, "is no uint8"],
  ["without scales", "embedding.scales", { name: "other" }, "is no float32 [70, 1]"],
  ["with scales cut off", "embedding.scales", { rawData: new Uint8Array(7) }, "is no float32 [70, 1]"],
  ["with no scales at all", "embedding.scales", { dims: [0], rawData: NOTHING }, "is no float32 [70, 1]"],
  ["with scales in half precision", "embedding.scales", { dataType: FLOAT16 }, "is no float32 [70, 1]"],
  ["with scales of NaN", "embedding.scales", { rawData: new Uint8Array(4 * 70).fill(0xff) }, "has what is no number"],
];

describe.each([...READERS, ["are not read", decoderWeights] as const])("blocks %s", (_, read) => {
  it.each(DAMAGED)("%s", (_, name, damage, told) => {
    const what = expect.stringContaining(`The tensor ${name} ${told}`);
    expect(() => read(damaged(DECODER, name, damage))).toThrow(expect.objectContaining({ ...FACTS, what }));
  });
});

describe.each(READERS)("products %s", (_, read) => {
  it.each(["K", "N", "bits", "block_size"])("that lie about %s", (name) => {
    const model = changed(DECODER, (graph) => {
      const attribute = product(graph).attribute?.find((each) => each.name === name);
      if (attribute) attribute.i = 2 ** 40;
    });
    const what = expect.stringMatching(`embedding is multiplied with ${name} 1099511627776 instead of`);
    expect(() => read(model)).toThrow(expect.objectContaining({ ...FACTS, what }));
  });

  it.each([
    ["the scales of others", 2, "decoder.input_latent_recurrent.scales"],
    ["zero points", 3, "output.bias"],
    ["an order of columns", 4, "output.bias"],
  ])("with %s", (_, index, name) => {
    const model = changed(DECODER, (graph) => void product(graph).input?.splice(index, 1, name));
    const what = expect.stringContaining("embedding is multiplied with other tensors than its scales");
    expect(() => read(model)).toThrow(expect.objectContaining({ ...FACTS, what }));
  });

  it("of nothing", () => {
    expect(() => read(damaged(DECODER, "embedding", { name: "other" }))).toThrow(expect.objectContaining(FACTS));
  });
});

it("passes blocks that are whole, and graphs without any", () => {
  expect(() => checkBlocks(DECODER, "decoder.onnx")).not.toThrow();
  expect(() => checkBlocks(decoderModel(CONFIG, randomWeights(CONFIG, 1)), "decoder.onnx")).not.toThrow();
});

it("checks rows that are only looked up, too", () => {
  const network = tinyNetwork({ embedding: 32 });
  const encoder = encoderModel(network, randomWeights(network, 1), "int4");
  const model = damaged(encoder, "embedding.scales", { name: "other" });
  const told = /The tensor embedding\.scales is no float32 .*encoder\.onnx/;
  expect(() => checkBlocks(model, "encoder.onnx")).toThrow(told);
  expect(() => encoderWeights(model)).toThrow(told);
});

it("walks along no axis that holds nothing", () => {
  const network = tinyNetwork();
  const encoder = encoderModel(network, randomWeights(network, 1));
  const model = damaged(encoder, "encoder.input", { dims: [1, 2 ** 40, 0], rawData: NOTHING });
  expect(() => encoderWeights(model)).toThrow("it has no encoder.input");
});

function changed(model: Uint8Array, change: (graph: onnx.IGraphProto) => void): Uint8Array {
  const decoded = onnx.ModelProto.decode(Uint8Array.from(model));
  change(decoded.graph ?? {});
  return onnx.ModelProto.encode(decoded).finish();
}

function damaged(model: Uint8Array, name: string, damage: Tensor): Uint8Array {
  return changed(model, (graph) => {
    Object.assign(graph.initializer?.find((each) => each.name === name) ?? {}, damage);
  });
}

/** The product with the embedding. */
function product(graph: onnx.IGraphProto): onnx.INodeProto {
  return graph.node?.find(({ opType, input }) => opType === "MatMulNBits" && input?.[1] === "embedding") ?? {};
}
