/**
 * decoder_init.onnx: the decoder's state before the first token, [state_0 | state_1] = tanh(z·W + b).
 *
 *   latent float32 [batch, latent] -> state_0 (h), state_1 (c) float32 [batch, hidden]
 */
import type { NetworkConfig, Weights } from "../family/network";
import { GraphBuilder } from "./graph";
import { Initializers } from "./initializers";
import type { WeightFormat } from "./weightFormat";

export function decoderInitModel(
  config: NetworkConfig,
  weights: Weights,
  format: WeightFormat = "float32",
): Uint8Array {
  const { hidden: H, latent: L } = config;
  const graph = new GraphBuilder("decoder_init");
  const initializers = new Initializers(graph, config, weights, format);
  const latent = graph.input("latent", "float32", ["batch", L]);
  const both = graph.node("Tanh", [
    graph.node("Gemm", [latent, initializers.weight("initial.weight"), initializers.weight("initial.bias")]),
  ]); // [batch, 2H]
  const states = graph.nodes("Split", [both, graph.int64(H, H)], 2, { axis: 1 });
  for (const [index, state] of states.entries()) graph.output(`state_${index}`, state, "float32", ["batch", H]);
  return graph.toModel();
}
