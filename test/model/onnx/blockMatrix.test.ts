/** The runtime's own operator must read blocks as `blocks.ts` does. */
import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../src/core/random";
import { addBlockMatrix, lookUpRows, multiplyByBlocks } from "../../../src/model/onnx/blockMatrix";
import { fromBlocks, toBlocks } from "../../../src/model/onnx/blocks";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { float32, greatestDifference, int64, runModel } from "./run";

const [ROWS, COLUMNS] = [7, 64];

describe.each([4, 8] as const)("a matrix in blocks of %i bits", (bits) => {
  const blocks = toBlocks(fillNormal(new Float32Array(ROWS * COLUMNS), seeded(1, "matrix")), ROWS, COLUMNS, bits);
  const kept = fromBlocks(blocks);
  const row = (index: number) => [...kept.slice(index * COLUMNS, (index + 1) * COLUMNS)];

  it.each([
    ["a list", [3], [4, 0, 6]],
    ["a table", [2, 3], [1, 1, 5, 2, 0, 6]],
  ])("gives its rows by %s of indices", async (_, shape, indices) => {
    const graph = new GraphBuilder("rows");
    const asked = graph.input(
      "indices",
      "int64",
      shape.map((__, axis) => `axis_${axis}`),
    );
    const rows = lookUpRows(graph, addBlockMatrix(graph, "matrix", blocks), asked, shape.length);
    graph.output("rows", rows, "float32", [...shape.map((__, axis) => `axis_${axis}`), COLUMNS]);
    const found = await runModel(graph.toModel(), { indices: int64(shape, indices) });
    expect(found.rows).toEqual({ shape: [...shape, COLUMNS], data: indices.flatMap(row) });
  });

  it("multiplies as its numbers do, but for the rounding of what it multiplies", async () => {
    const inputs = fillNormal(new Float32Array(2 * COLUMNS), seeded(1, "inputs"));
    const bias = Float32Array.from({ length: ROWS }, (_, index) => index);
    const graph = new GraphBuilder("product");
    const given = graph.input("inputs", "float32", ["batch", COLUMNS]);
    const matrix = addBlockMatrix(graph, "matrix", blocks);
    const product = multiplyByBlocks(graph, given, matrix, graph.constant("float32", [ROWS], bias));
    graph.output("product", product, "float32", ["batch", ROWS]);
    const found = await runModel(graph.toModel(), { inputs: float32([2, COLUMNS], inputs) });
    const expected = [0, 1].flatMap((input) =>
      Array.from({ length: ROWS }, (_, output) =>
        row(output).reduce((sum, weight, index) => sum + weight * inputs[input * COLUMNS + index], output),
      ),
    );
    // Inputs of magnitude 3 in 254 steps: an error of 0.007 each at random over 64 of them.
    expect(greatestDifference(found.product.data, expected)).toBeLessThan(0.15);
  });
});
