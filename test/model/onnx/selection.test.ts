import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { SELECTION_OUTPUTS, withSelection } from "../../../src/model/onnx/selection";
import { readSignature } from "../../../src/model/onnx/signature";
import { float32, int64, runModel } from "./run";

/** A decoder of somebody else's that keeps the base contract alone: its distribution is its state. */
function foreignDecoder(vocabulary: number): Uint8Array {
  const graph = new GraphBuilder("foreign");
  const state = graph.input("state_0", "float32", ["batch", vocabulary]);
  graph.output("log_probabilities", graph.node("LogSoftmax", [state], { axis: -1 }), "float32", ["batch", vocabulary]);
  graph.output("next_state_0", state, "float32", ["batch", vocabulary]);
  return graph.toModel();
}

describe("withSelection", () => {
  it("keeps the inputs and outputs that were there and appends its own", () => {
    const { inputs, outputs } = readSignature(withSelection(foreignDecoder(7)), "decoder.onnx");
    expect([...inputs.keys()]).toEqual(["state_0", "k", "target"]);
    expect([...outputs.keys()]).toEqual(["log_probabilities", "next_state_0", ...SELECTION_OUTPUTS]);
  });

  it("selects what sorting the distribution selects", async () => {
    const vocabulary = 7;
    const model = withSelection(foreignDecoder(vocabulary));
    const scores = fc.uniqueArray(fc.integer({ min: -40, max: 40 }), {
      minLength: 2 * vocabulary,
      maxLength: 2 * vocabulary,
    });
    const target = fc.nat(vocabulary - 1);
    await fc.assert(
      fc.asyncProperty(scores, target, fc.integer({ min: 1, max: vocabulary }), async (state, wanted, k) => {
        const found = await runModel(model, {
          state_0: float32([2, vocabulary], state),
          k: int64([1], [k]),
          target: int64([2], [wanted, 0]),
        });
        const rows = [0, 1].map((row) => found.log_probabilities.data.slice(row * vocabulary, (row + 1) * vocabulary));
        const order = [0, 1].map((row) => {
          const own = state.slice(row * vocabulary, (row + 1) * vocabulary);
          return [...own.keys()].sort((a, b) => own[b] - own[a]).slice(0, k);
        });
        expect(found.top_tokens).toEqual({ shape: [2, k], data: order.flat() });
        expect(found.top_log_probabilities.data).toEqual(
          order.flatMap((tokens, row) => tokens.map((token) => rows[row][token])),
        );
        expect(found.target_log_probability.data).toEqual([rows[0][wanted], rows[1][0]]);
      }),
      { numRuns: 25, seed: 1 },
    );
  });
});
