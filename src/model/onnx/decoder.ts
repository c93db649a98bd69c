/**
 * decoder.onnx: one step of p(x_t | x_<t, z) (Bowman et al. 2015, section 3), with z beside the token at every step; of a
 * language model, which has no input `latent`, one step of p(x_t | x_<t).
 *
 *   token int64 [batch], latent float32 [batch, latent], state_0 (h) and state_1 (c) float32 [batch, hidden],
 *   k int64 [1], target int64 [batch]
 *   -> log_probabilities float32 [batch, vocabulary], next_state_0, next_state_1 float32 [batch, hidden],
 *      and what `selection.ts` adds: the k most probable tokens and ln p of the target
 */
import type { InputlessTokens } from "../decoderInputs";
import { isLanguageModel, type NetworkConfig, type Weights } from "../family/network";
import { GraphBuilder, type Value } from "./graph";
import { Initializers, stacked } from "./initializers";
import { addSelection } from "./selection";
import type { WeightFormat } from "./weightFormat";

export interface DecoderForm {
  /** The decoder reads every token but the begin mark as the unknown one, whatever it is given. */
  readonly inputless?: InputlessTokens | undefined;
  /** Default: float32. */
  readonly format?: WeightFormat;
}

export function decoderModel(config: NetworkConfig, weights: Weights, form: DecoderForm = {}): Uint8Array {
  const { inputless, format } = form;
  const { vocabulary: V, hidden: H, latent: L } = config;
  const graph = new GraphBuilder("decoder");
  const initializers = new Initializers(graph, config, weights, format);
  const token = graph.input("token", "int64", ["batch"]);
  const latent = isLanguageModel(config) ? undefined : graph.input("latent", "float32", ["batch", L]);
  const h = graph.input("state_0", "float32", ["batch", H]);
  const c = graph.input("state_1", "float32", ["batch", H]);

  const heeded = inputless === undefined ? token : unknown(graph, token, inputless);
  const embedded = initializers.rows("embedding", heeded, 1); // [batch, E]
  const read = latent === undefined ? [embedded, h] : [embedded, latent, h];
  const next = cell(graph, config, initializers, graph.node("Concat", read, { axis: 1 }), c);
  const scores = logits(graph, config, initializers, next.h, latent);
  const logProbabilities = graph.node("LogSoftmax", [scores], { axis: -1 });

  graph.output("log_probabilities", logProbabilities, "float32", ["batch", V]);
  graph.output("next_state_0", next.h, "float32", ["batch", H]);
  graph.output("next_state_1", next.c, "float32", ["batch", H]);
  addSelection(graph, logProbabilities);
  return graph.toModel();
}

function unknown(graph: GraphBuilder, token: Value, { bos, unk }: InputlessTokens): Value {
  const begins = graph.node("Equal", [token, graph.constant("int64", [], [bos])]);
  return graph.node("Where", [begins, token, graph.constant("int64", [], [unk])]);
}

/** c' = f·c + i·tanh(c~), h' = o·tanh(c'). `inputs` is [batch, E + L + H]: embedding, latent (if any) and h side by side. */
function cell(
  graph: GraphBuilder,
  config: NetworkConfig,
  initializers: Initializers,
  inputs: Value,
  c: Value,
): { readonly h: Value; readonly c: Value } {
  const { embedding: E, hidden: H, latent: L } = config;
  const parts = isLanguageModel(config)
    ? ["decoder.input", "decoder.recurrent"]
    : ["decoder.input", "decoder.latent", "decoder.recurrent"];
  const matrix = stacked(...parts.map((name) => initializers.values(name)));
  const bias = initializers.weight("decoder.bias");
  const gates = initializers.product(inputs, "decoder.input_latent_recurrent", [E + L + H, 4 * H], matrix, bias); // [batch, 4H]
  const [squashed, candidate] = graph.nodes("Split", [gates, graph.int64(3 * H, H)], 2, { axis: 1 });
  const [input, output, forget] = graph.nodes("Split", [graph.node("Sigmoid", [squashed]), graph.int64(H, H, H)], 3, {
    axis: 1,
  });
  const kept = graph.node("Mul", [forget, c]);
  const added = graph.node("Mul", [input, graph.node("Tanh", [candidate])]);
  const nextC = graph.node("Add", [kept, added]);
  return { c: nextC, h: graph.node("Mul", [output, graph.node("Tanh", [nextC])]) };
}

/** Scores of the next token before the softmax, [batch, V]. */
function logits(
  graph: GraphBuilder,
  config: NetworkConfig,
  initializers: Initializers,
  h: Value,
  latent: Value | undefined,
): Value {
  const projected = config.tied ? graph.node("MatMul", [h, initializers.weight("output.projection")]) : h;
  const features =
    config.skip && latent ? graph.node("Gemm", [latent, initializers.weight("output.latent"), projected]) : projected; // [batch, F]
  const bias = initializers.weight("output.bias");
  if (config.tied) return initializers.productWithRows(features, "embedding", bias);
  const { hidden: H, vocabulary: V } = config;
  return initializers.product(features, "output.weight", [H, V], initializers.values("output.weight"), bias);
}
