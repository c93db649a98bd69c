/**
 * encoder.onnx: the posterior q(z|x) = N(mean, diag e^log_variance) of a batch of sentences (Bowman et al. 2015, section 3).
 *
 *   tokens  int64 [batch, time]   each sentence and its end mark, padded behind with any id
 *   lengths int64 [batch]         tokens that count, the end mark included
 *   -> mean, log_variance float32 [batch, latent]
 *
 * One LSTM operator reads the true length of every row, from the end if the network is reversed, so that padding changes nothing.
 */
import type { NetworkConfig, Weights } from "../family/network";
import { addCommittedRate } from "./committedRate";
import { GraphBuilder, type Value } from "./graph";
import { Initializers, stacked, transposed } from "./initializers";
import type { WeightFormat } from "./weightFormat";

export function encoderModel(config: NetworkConfig, weights: Weights, format: WeightFormat = "float32"): Uint8Array {
  const graph = new GraphBuilder("encoder");
  const initializers = new Initializers(graph, config, weights, format);
  const tokens = graph.input("tokens", "int64", ["batch", "time"]);
  const lengths = graph.input("lengths", "int64", ["batch"]);

  const timeMajor = graph.node("Transpose", [tokens], { perm: [1, 0] }); // [time, batch]
  const embedded = initializers.rows("embedding", timeMajor, 2); // [time, batch, E]
  const { states, last } = lstm(graph, config, initializers, embedded, lengths);
  const pooled =
    config.pooling === "last"
      ? last
      : graph.node("Concat", [last, meanState(graph, states, timeMajor, lengths)], { axis: 1 }); // [batch, 2H]
  const posterior = graph.node("Gemm", [
    pooled,
    initializers.weight("posterior.weight"),
    initializers.weight("posterior.bias"),
  ]); // [batch, 2L]
  const { latent: L, delta } = config;
  const [first, second] = graph.nodes("Split", [posterior, graph.int64(L, L)], 2, { axis: 1 });
  const given = { mean: first, logVariance: second };
  const { mean, logVariance } = delta === undefined ? given : addCommittedRate(graph, given, delta);
  graph.output("mean", mean, "float32", ["batch", L]);
  graph.output("log_variance", logVariance, "float32", ["batch", L]);
  return graph.toModel();
}

/** All states [time, 1, batch, H] and the state after the last token read [batch, H]. */
function lstm(
  graph: GraphBuilder,
  config: NetworkConfig,
  initializers: Initializers,
  embedded: Value,
  lengths: Value,
): { readonly states: Value; readonly last: Value } {
  const { embedding: E, hidden: H } = config;
  // The operator wants gates first, a leading axis for the direction, and one bias each for input and recurrence.
  const input = transposed(initializers.values("encoder.input"), E, 4 * H);
  const recurrent = transposed(initializers.values("encoder.recurrent"), H, 4 * H);
  const bias = stacked(initializers.values("encoder.bias"), new Float32Array(4 * H));
  const [states, last] = graph.nodes(
    "LSTM",
    [
      embedded,
      initializers.rearranged("encoder.input", [1, 4 * H, E], input),
      initializers.rearranged("encoder.recurrent", [1, 4 * H, H], recurrent),
      graph.constant("float32", [1, 8 * H], bias, "encoder.bias"),
      graph.cast(lengths, "int32"),
    ],
    2,
    { hidden_size: H, direction: config.reversed ? "reverse" : "forward" },
  );
  return { states, last: graph.node("Squeeze", [last, graph.int64(0)]) };
}

/** Mean of the states over the true length of each row, [batch, H]. */
function meanState(graph: GraphBuilder, states: Value, timeMajor: Value, lengths: Value): Value {
  // Runtimes differ in what they leave in the states of padding, so these are cut out rather than trusted to be zero.
  const time = graph.node("Squeeze", [graph.node("Shape", [timeMajor], { start: 0, end: 1 })]);
  const zero = graph.constant("int64", [], [0]);
  const one = graph.constant("int64", [], [1]);
  const positions = graph.node("Unsqueeze", [graph.node("Range", [zero, time, one]), graph.int64(1)]); // [time, 1]
  const inside = graph.node("Unsqueeze", [graph.node("Less", [positions, lengths]), graph.int64(2)]); // [time, batch, 1]
  const kept = graph.node("Where", [inside, graph.node("Squeeze", [states, graph.int64(1)]), graph.float(0)]);
  const sum = graph.node("ReduceSum", [kept, graph.int64(0)], { keepdims: 0 });
  const count = graph.node("Unsqueeze", [graph.cast(lengths, "float32"), graph.int64(1)]); // [batch, 1]
  return graph.node("Div", [sum, count]);
}
