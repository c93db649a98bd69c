import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { encoderModel } from "../../../src/model/onnx/encoder";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { readSignature } from "../../../src/model/onnx/signature";
import { randomWeights, tinyNetwork } from "../../reference/weights";

const config = tinyNetwork();
const weights = randomWeights(config, 1);
const EXTERNAL: onnx.ITensorProto = {
  name: "elsewhere",
  dims: [1],
  dataType: onnx.TensorProto.DataType.FLOAT,
  dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
  externalData: [{ key: "location", value: "../../secret" }],
};

describe("readSignature", () => {
  it("reads names, types, shapes and the opset", () => {
    const { inputs, outputs, opset } = readSignature(decoderModel(config, weights), "decoder.onnx");
    expect([...inputs.keys()]).toEqual(["token", "latent", "state_0", "state_1", "k", "target"]);
    expect(inputs.get("latent")).toEqual({ type: "float32", shape: ["batch", config.latent] });
    expect(inputs.get("k")).toEqual({ type: "int64", shape: [1] });
    expect(outputs.get("log_probabilities")).toEqual({ type: "float32", shape: ["batch", config.vocabulary] });
    expect(opset).toBe(18);
  });

  it.each([
    ["text", new TextEncoder().encode("not a model at all")],
    ["nothing", new Uint8Array()],
    ["a truncated model", encoderModel(config, weights).subarray(0, 700)],
  ])("refuses %s", (_, bytes) => {
    expect(() => readSignature(bytes, "encoder.onnx")).toThrow(/encoder\.onnx/);
  });

  it("refuses external data among the initializers", () => {
    expect(() => readSignature(model({ initializer: [EXTERNAL] }), "decoder.onnx")).toThrow(
      /tensor elsewhere is kept in a file outside/,
    );
  });

  it("refuses external data inside the branch of a node", () => {
    const branch: onnx.IGraphProto = {
      node: [{ opType: "Constant", output: ["y"], attribute: [{ name: "value", t: EXTERNAL }] }],
    };
    const node: onnx.INodeProto[] = [{ opType: "If", attribute: [{ name: "then_branch", g: branch }] }];
    expect(() => readSignature(model({ node }), "decoder.onnx")).toThrow(/kept in a file outside/);
  });
});

function model(graph: onnx.IGraphProto): Uint8Array {
  const builder = new GraphBuilder("test");
  builder.output("out", builder.input("in", "float32", ["batch"]), "float32", ["batch"]);
  return onnx.ModelProto.encode({ irVersion: 8, graph: { ...builder.toGraph(), ...graph } }).finish();
}
