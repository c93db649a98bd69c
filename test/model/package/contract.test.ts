import { describe, expect, it } from "vitest";
import type { GraphSignature, ValueSignature } from "../../../src/model/onnx/signature";
import { checkSignature, hasSelection } from "../../../src/model/package/contract";
import { MANIFEST } from "../exampleManifest";

const INPUTS = {
  tokens: { type: "int64", shape: ["batch", "time"] },
  lengths: { type: "int64", shape: ["batch"] },
} as const satisfies Record<string, ValueSignature>;
const OUTPUTS = {
  mean: { type: "float32", shape: ["batch", 3] },
  log_variance: { type: "float32", shape: ["batch", 3] },
} as const satisfies Record<string, ValueSignature>;

function signature(
  inputs: Readonly<Record<string, ValueSignature>>,
  outputs: Readonly<Record<string, ValueSignature>> = OUTPUTS,
  opset = 18,
): GraphSignature {
  return { inputs: new Map(Object.entries(inputs)), outputs: new Map(Object.entries(outputs)), opset };
}

const check = (found: GraphSignature) => checkSignature(MANIFEST, "encoder", found, "encoder.onnx");

describe("the contract of a model's graphs", () => {
  it("accepts an encoder that keeps it, with axes open or unsaid and outputs to spare", () => {
    check(signature(INPUTS));
    check(signature({ ...INPUTS, tokens: { type: "int64", shape: ["", "n"] } }));
    check(signature(INPUTS, { ...OUTPUTS, mean: { type: "float32", shape: undefined } }));
    check(signature(INPUTS, { ...OUTPUTS, states: { type: "other", shape: [1] } }));
  });

  it.each<[string, GraphSignature, string]>([
    ["an input that is missing", signature({ tokens: INPUTS.tokens }), "lacks the input lengths, int64 [batch]"],
    ["an input that nobody feeds", signature({ ...INPUTS, mask: INPUTS.tokens }), "unknown input mask"],
    ["an output that is missing", signature(INPUTS, { mean: OUTPUTS.mean }), "lacks the output log_variance"],
    [
      "another type",
      signature({ ...INPUTS, lengths: { type: "int32", shape: ["batch"] } }),
      "lengths is int32 [batch]",
    ],
    ["another rank", signature({ ...INPUTS, lengths: { type: "int64", shape: ["batch", 1] } }), "int64 [batch, 1]"],
    ["a fixed batch", signature({ ...INPUTS, lengths: { type: "int64", shape: [1] } }), "int64 [1]"],
    ["another width", signature(INPUTS, { ...OUTPUTS, mean: { type: "float32", shape: ["batch", 4] } }), "[batch, 4]"],
  ])("refuses %s", (_, found, message) => {
    expect(() => check(found)).toThrow(message);
  });

  it("knows a decoder with the whole selection, without any, and refuses half of one", () => {
    const port: ValueSignature = { type: "int64", shape: undefined };
    const whole = { top_log_probabilities: port, top_tokens: port, target_log_probability: port };
    expect(hasSelection(signature({ k: port, target: port }, whole), "x")).toBe(true);
    expect(hasSelection(signature({}, {}), "x")).toBe(false);
    expect(() => hasSelection(signature({ k: port }, {}), "x")).toThrow("but not all");
    expect(() => hasSelection(signature({}, {}, 10), "x")).toThrow("opset 10");
  });
});
