import * as tf from "@tensorflow/tfjs-core";
import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import { trace } from "../../../src/trainer/tracing/trace";
import { type Given, model, operators } from "./runTraced";

const MATRIX: Given = { values: [1, 2, 3, 4], shape: [2, 2] };
const ROW: Given = { values: [1, 2], shape: [2] };

describe("a trace", () => {
  it("folds a bias and a transposed right factor into the product", () => {
    expect(operators((a, b, c) => tf.add(tf.matMul(a, tf.transpose(b)), c), [MATRIX, MATRIX, ROW])).toEqual(["Gemm"]);
  });

  it("undoes a transpose of a transpose", () => {
    expect(operators((a, b) => tf.matMul(a, tf.transpose(tf.transpose(b))), [MATRIX, MATRIX])).toEqual(["MatMul"]);
  });

  it("keeps one of several reshapes in a row", () => {
    const work = (a: tf.Tensor) => tf.exp(tf.reshape(tf.reshape(tf.reshape(a, [4]), [1, 4]), [4, 1]));
    expect(operators(work, [MATRIX])).toEqual(["Reshape", "Exp"]);
  });

  it("records equal operations once", () => {
    expect(operators((a) => tf.add(tf.exp(a), tf.mul(tf.exp(a), 2)), [MATRIX])).toEqual(["Exp", "Mul", "Add"]);
  });

  it("leaves out what no output needs", () => {
    const work = (a: tf.Tensor) => {
      tf.log(a);
      return tf.exp(a);
    };
    expect(operators(work, [MATRIX])).toEqual(["Exp"]);
  });

  it("drops neutral terms and factors", () => {
    expect(operators((a) => tf.exp(tf.mul(tf.add(a, 0), 1)), [MATRIX])).toEqual(["Exp"]);
  });

  it("shares equal constants", () => {
    const graph = onnx.ModelProto.decode(model((a) => tf.mul(tf.add(a, 3), 3), [MATRIX])).graph;
    expect(graph?.initializer?.length).toBe(1);
  });

  it("names outputs where they arise", () => {
    const graph = onnx.ModelProto.decode(model((a) => tf.exp(a), [MATRIX])).graph;
    expect(graph?.node?.map((node) => node.output)).toEqual([["out0"]]);
  });

  it("copies where one value has two names or is an input", () => {
    expect(operators((a) => [tf.exp(a), tf.exp(a)], [MATRIX])).toEqual(["Exp", "Identity"]);
    expect(operators((a) => a, [MATRIX])).toEqual(["Identity"]);
  });

  it("names an operation that it cannot record and where to add it", () => {
    const record = () => trace("a step", (tape) => tape.output("out", tf.erf(tape.input("in", [2]))));
    expect(record).toThrow(HomotopyError);
    expect(record).toThrow(/Erf.*a step.*src\/trainer\/tracing\/kernels/);
  });

  it("gives the backend back", async () => {
    await tf.setBackend("cpu");
    model((a) => tf.exp(a), [MATRIX]);
    expect(tf.getBackend()).toBe("cpu");
    expect(() => model((a) => tf.erf(a), [MATRIX])).toThrow();
    expect(tf.getBackend()).toBe("cpu");
  });

  it("is the same every time", () => {
    const work = (a: tf.Tensor, b: tf.Tensor) => tf.add(tf.matMul(a, b), 1);
    expect(model(work, [MATRIX, MATRIX])).toEqual(model(work, [MATRIX, MATRIX]));
  });
});
