/**
 * refinement.onnx: ln p(x|z) of one sentence at a batch of latents, and its gradient by z: what refines a posterior for
 * that sentence alone (Kim et al. 2018, *Semi-Amortized Variational Autoencoders*, section 3; the likelihood's part).
 *
 *   tokens int64 [time]    what the decoder reads: the begin mark and the sentence
 *   targets int64 [time]   what it should say: the sentence and the end mark
 *   latent float32 [batch, latent]
 *   -> log_probability float32 [batch], gradient float32 [batch, latent]
 *
 * z reaches the words on three ways, and the gradient comes back on each: the state before the first token, the gates of
 * every step and, where the network has the skip, the output layer. Derived by hand: the weights need no gradient.
 */
import { featureWidth, type NetworkConfig } from "../family/network";
import { GraphBuilder, type Value } from "./graph";
import type { KeptWeights } from "./halves";
import { Initializers } from "./initializers";
import { backThroughSteps, type Recurrence, steps } from "./recurrence";

/** A network's graph and weights, as the parts below share them. */
interface Parts {
  readonly graph: GraphBuilder;
  readonly config: NetworkConfig;
  readonly initializers: Initializers;
}

export function refinementModel(config: NetworkConfig, weights: KeptWeights): Uint8Array {
  const { latent: L, hidden: H } = config;
  const graph = new GraphBuilder("refinement");
  const initializers = new Initializers(graph, config, weights);
  const parts = { graph, config, initializers };
  const tokens = graph.input("tokens", "int64", ["time"]);
  const targets = graph.input("targets", "int64", ["time"]);
  const latent = graph.input("latent", "float32", ["batch", L]);

  const initial = graph.node("Tanh", [affine(parts, latent, "initial")]); // [batch, 2H], h beside c
  const [h, c] = graph.nodes("Split", [initial, graph.int64(H, H)], 2, { axis: 1 });
  const recurrence = recurrenceOf(parts, tokens, latent);
  const forward = steps(graph, recurrence, { h, c });
  const output = outputLayer(parts, forward.h, latent, targets);
  const back = backThroughSteps(graph, recurrence, forward, output.byState, { h, c });

  const bySquashed = graph.node("Concat", [back.h, back.c], { axis: 1 });
  const slope = graph.node("Sub", [graph.float(1), graph.node("Mul", [initial, initial])]);
  const ways: readonly (readonly [gradient: Value, weight: string])[] = [
    [graph.node("Mul", [bySquashed, slope]), "initial.weight"],
    [back.gates, "decoder.latent"],
    ...(config.skip ? [[sumOverTime(graph, output.byFeatures), "output.latent"] as const] : []),
  ];
  graph.output("log_probability", output.logProbability, "float32", ["batch"]);
  graph.output("gradient", sumOfWays(parts, ways), "float32", ["batch", L]);
  return graph.toModel();
}

/** z·W + b, of the weights that the name has. */
function affine({ graph, initializers }: Parts, latent: Value, name: string): Value {
  return graph.node("Gemm", [latent, initializers.weight(`${name}.weight`), initializers.weight(`${name}.bias`)]);
}

/** What does not change from step to step, or from row to row, is computed once. */
function recurrenceOf({ graph, config, initializers }: Parts, tokens: Value, latent: Value): Recurrence {
  const embedded = graph.node("Gather", [initializers.weight("embedding"), tokens]); // [time, E]
  const ofLatents = [latent, initializers.weight("decoder.latent"), initializers.weight("decoder.bias")];
  return {
    hidden: config.hidden,
    ofTokens: graph.node("MatMul", [embedded, initializers.weight("decoder.input")]),
    ofLatents: graph.node("Gemm", ofLatents),
    weight: initializers.weight("decoder.recurrent"),
  };
}

interface OutputLayer {
  /** Σ ln p of the targets, [batch]. */
  readonly logProbability: Value;
  /** Its gradient by the features that the softmax's matrix multiplies, [time, batch, F]. */
  readonly byFeatures: Value;
  /** Its gradient by the states, [time, batch, H]. */
  readonly byState: Value;
}

/**
 * The gradient by the scores is onehot(target) − p; behind the softmax's matrix it is the target's own row less the mean
 * row under p, so that nothing of the vocabulary's width is made for the first of the two.
 */
function outputLayer(
  { graph, config, initializers }: Parts,
  states: Value,
  latent: Value,
  targets: Value,
): OutputLayer {
  const projected = config.tied ? graph.node("MatMul", [states, initializers.weight("output.projection")]) : states;
  const features = config.skip
    ? graph.node("Add", [projected, graph.node("MatMul", [latent, initializers.weight("output.latent")])])
    : projected; // [time, batch, F]
  const matrix = initializers.weight(config.tied ? "embedding" : "output.weight"); // [V, E] or [H, V]
  const ownRows = config.tied
    ? graph.node("Gather", [matrix, targets])
    : transposed(graph, graph.node("Gather", [matrix, targets], { axis: 1 })); // [time, F]

  const flat = graph.node("Reshape", [features, graph.int64(-1, featureWidth(config))]);
  const scores = graph.node("Gemm", [flat, matrix, initializers.weight("output.bias")], {
    transB: config.tied ? 1 : 0,
  });
  const logProbabilities = graph.node("LogSoftmax", [scores], { axis: -1 }); // [time · batch, V]
  const probabilities = graph.node("Exp", [logProbabilities]);
  const meanRows = graph.node("Gemm", [probabilities, matrix], { transB: config.tied ? 0 : 1 }); // [time · batch, F]
  const shaped = graph.node("Reshape", [meanRows, graph.node("Shape", [features])]);
  const byFeatures = graph.node("Sub", [graph.node("Unsqueeze", [ownRows, graph.int64(1)]), shaped]);
  return {
    logProbability: sumOverTime(graph, ofTargets(graph, logProbabilities, targets, states)),
    byFeatures,
    byState: config.tied
      ? graph.node("MatMul", [byFeatures, transposed(graph, initializers.weight("output.projection"))])
      : byFeatures,
  };
}

/** The targets' own entries of [time · batch, V], as [time, batch]. */
function ofTargets(graph: GraphBuilder, logProbabilities: Value, targets: Value, states: Value): Value {
  const shape = graph.node("Shape", [states], { start: 0, end: 2 });
  const everyRow = graph.node("Expand", [graph.node("Unsqueeze", [targets, graph.int64(1)]), shape]);
  const column = graph.node("Reshape", [everyRow, graph.int64(-1, 1)]);
  return graph.node("Reshape", [graph.node("GatherElements", [logProbabilities, column], { axis: 1 }), shape]);
}

/** Σ gradient · Wᵀ over the ways that lead back to z, [batch, L]. */
function sumOfWays(
  { graph, initializers }: Parts,
  ways: readonly (readonly [gradient: Value, weight: string])[],
): Value {
  return ways
    .map(([gradient, name]) => graph.node("Gemm", [gradient, initializers.weight(name)], { transB: 1 }))
    .reduce((sum, way) => graph.node("Add", [sum, way]));
}

function sumOverTime(graph: GraphBuilder, values: Value): Value {
  return graph.node("ReduceSum", [values, graph.int64(0)], { keepdims: 0 });
}

function transposed(graph: GraphBuilder, matrix: Value): Value {
  return graph.node("Transpose", [matrix], { perm: [1, 0] });
}
