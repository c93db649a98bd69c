/**
 * What a decoding algorithm reads of a distribution over the vocabulary, computed inside the step graph so that nothing of
 * vocabulary size crosses into JavaScript: the k most probable tokens, and ln p of one token that the caller names.
 *
 *   k int64 [1], target int64 [batch]
 *   -> top_log_probabilities float32 [batch, k], top_tokens int64 [batch, k], target_log_probability float32 [batch]
 */
import { onnx } from "onnx-proto";
import { GraphBuilder, type Value } from "./graph";

/** The inputs that `addSelection` asks for. */
export const SELECTION_INPUTS = ["k", "target"] as const;
/** The outputs that it publishes. */
export const SELECTION_OUTPUTS = ["top_log_probabilities", "top_tokens", "target_log_probability"] as const;
const PREFIX = "homotopy_selection_";

/** Adds the selection over `logProbabilities` [batch, V] to a graph. Operators keep to what opset 11 has. */
export function addSelection(graph: GraphBuilder, logProbabilities: Value): void {
  const k = graph.input("k", "int64", [1]);
  const target = graph.input("target", "int64", ["batch"]);
  const [values, tokens] = graph.nodes("TopK", [logProbabilities, k], 2, { axis: -1, largest: 1, sorted: 1 });
  const column = graph.node("Reshape", [target, graph.int64(-1, 1)]);
  const chosen = graph.node("GatherElements", [logProbabilities, column], { axis: 1 });
  graph.output("top_log_probabilities", values, "float32", ["batch", "k"]);
  graph.output("top_tokens", tokens, "int64", ["batch", "k"]);
  graph.output("target_log_probability", graph.node("Reshape", [chosen, graph.int64(-1)]), "float32", ["batch"]);
}

/**
 * A step decoder that keeps only the base contract, with the selection over its `log_probabilities` appended.
 * The model must have been checked: default opset 11 or later, an output `log_probabilities`, no input `k` or `target`.
 */
export function withSelection(model: Uint8Array): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const selection = new GraphBuilder("selection", PREFIX);
  addSelection(selection, selection.input("log_probabilities", "float32", ["batch", "vocabulary"]));
  const added = selection.toGraph();
  const { graph } = decoded;
  if (!graph) throw new RangeError("The model has no graph");
  const appended: onnx.IModelProto = {
    ...decoded,
    graph: {
      ...graph,
      node: [...(graph.node ?? []), ...(added.node ?? [])],
      initializer: [...(graph.initializer ?? []), ...(added.initializer ?? [])],
      input: [...(graph.input ?? []), ...(added.input ?? []).filter((input) => input.name !== "log_probabilities")],
      output: [...(graph.output ?? []), ...(added.output ?? [])],
    },
  };
  return onnx.ModelProto.encode(appended).finish();
}
