/**
 * ln p(x|z) of one sentence at many latents, as graphs made of the decoder's weights when they are wanted: a `Scan` over the
 * sentence, so that one run does what `decoder.onnx` does in as many runs as the sentence has tokens. What the tokens add to
 * the gates is computed once a sentence and what z adds once a latent; nothing longer than one step is kept.
 *
 *   tokens int64 [time]    what the decoder reads: the begin mark and the sentence
 *   targets int64 [time]   what it should say: the sentence and the end mark
 *   latent float32 [batch, latent]
 *   -> log_probability float32 [batch]
 *
 * The softmax's normaliser is a sum over the vocabulary and nearly all of the work. `exactLikelihoodModel` takes it whole;
 * `sampledLikelihoodModel` estimates it from the same few tokens for every latent (Horvitz and Thompson 1952), drawn with
 * `proposalModel`'s probabilities.
 */
import type { NetworkConfig, Weights } from "../family/network";
import { GraphBuilder, type Value } from "./graph";
import { Initializers, transposed } from "./initializers";

/** The decoder's graph, and the names in it that the steps see. */
interface Decoder {
  readonly graph: GraphBuilder;
  readonly config: NetworkConfig;
  readonly initializers: Initializers;
  readonly embedding: Value;
  /** Row j is what the output layer multiplies for token j, [V, F]; its bias [V]. */
  readonly rows: Value;
  readonly bias: Value;
}

/** One step inside the scan: its builder, and the features before the output layer [batch, F]. */
interface Step {
  readonly step: GraphBuilder;
  readonly features: Value;
}

/** What a step gives: a number a row to add up [batch], and values [...shape] to keep of every step. */
interface Reading {
  readonly sum: Value;
  readonly kept?: readonly { readonly value: Value; readonly shape: readonly number[] }[];
}

/** What of the sentence a step reads, by name: a value of the graph around it, [time, ...shape]. */
interface Sequence {
  readonly name: string;
  readonly type: "float32" | "int64";
  readonly shape: readonly (number | string)[];
  readonly value: Value;
}

/** The model described above. */
export function exactLikelihoodModel(config: NetworkConfig, weights: Weights): Uint8Array {
  const decoder = decoderOf("likelihood", config, weights);
  const { graph } = decoder;
  const targets: Sequence = {
    name: "target",
    type: "int64",
    shape: [],
    value: graph.input("targets", "int64", ["time"]),
  };
  const [logProbability] = overSentence(decoder, [targets], ({ step, features }) => {
    const all = step.node("LogSoftmax", [logits(decoder, step, features)], { axis: -1 });
    return { sum: step.node("Gather", [all, "target" as Value], { axis: 1 }) };
  });
  graph.output("log_probability", logProbability, "float32", ["batch"]);
  return graph.toModel();
}

/**
 * As above with an estimated normaliser: ln Z ≈ shift + ln Σ_m exp(f·w_m + offset_m), offset = bias − ln π − shift with the
 * chance π that token m was drawn. The target is always among the tokens, so that no probability is above 1. Instead of
 * `targets`:
 *
 *   candidates int64 [time, candidates], offsets float32 [time, candidates]
 *   column int64 [time]   which of the candidates is the target
 */
export function sampledLikelihoodModel(config: NetworkConfig, weights: Weights): Uint8Array {
  const decoder = decoderOf("sampled_likelihood", config, weights);
  const { graph, rows } = decoder;
  const several = ["time", "candidates"];
  const sequences: readonly Sequence[] = [
    { name: "drawn", type: "int64", shape: ["candidates"], value: graph.input("candidates", "int64", several) },
    { name: "offset", type: "float32", shape: ["candidates"], value: graph.input("offsets", "float32", several) },
    { name: "target", type: "int64", shape: [], value: graph.input("column", "int64", ["time"]) },
  ];
  const [logProbability] = overSentence(decoder, sequences, ({ step, features }) => {
    const [drawn, offset, target] = sequences.map(({ name }) => name as Value);
    const matrix = step.node("Gather", [rows, drawn]); // [candidates, F]
    const scores = step.node("Gemm", [features, matrix, offset], { transB: 1 }); // [batch, candidates]
    const normaliser = step.node("ReduceSum", [step.node("Exp", [scores]), step.int64(1)], { keepdims: 0 });
    const score = step.node("Gather", [scores, target], { axis: 1 });
    return { sum: step.node("Sub", [score, step.node("Log", [normaliser])]) };
  });
  graph.output("log_probability", logProbability, "float32", ["batch"]);
  return graph.toModel();
}

/**
 * What to draw those tokens by: the mean over the latents of p(x_t | x_<t, z) and of ln Z, without `targets`.
 *
 *   -> probabilities float32 [time, vocabulary], log_normaliser float32 [time]
 */
export function proposalModel(config: NetworkConfig, weights: Weights): Uint8Array {
  const decoder = decoderOf("proposal", config, weights);
  const { graph } = decoder;
  const [, probabilities, logNormaliser] = overSentence(decoder, [], ({ step, features }) => {
    const scores = logits(decoder, step, features); // [batch, V]
    const all = step.node("LogSoftmax", [scores], { axis: -1 });
    const first = (value: Value) => step.node("Gather", [value, step.constant("int64", [], [0])], { axis: 1 });
    const logNormaliser = step.node("Sub", [first(scores), first(all)]); // [batch]
    const mean = (value: Value) => step.node("ReduceMean", [value, step.int64(0)], { keepdims: 0 });
    return {
      sum: logNormaliser,
      kept: [
        { value: mean(step.node("Exp", [all])), shape: [config.vocabulary] },
        { value: mean(logNormaliser), shape: [] },
      ],
    };
  });
  graph.output("probabilities", probabilities, "float32", ["time", config.vocabulary]);
  graph.output("log_normaliser", logNormaliser, "float32", ["time"]);
  return graph.toModel();
}

function decoderOf(name: string, config: NetworkConfig, weights: Weights): Decoder {
  const { vocabulary: V, hidden: H } = config;
  const graph = new GraphBuilder(name);
  const initializers = new Initializers(graph, config, weights);
  const embedding = initializers.weight("embedding");
  const rows = config.tied
    ? embedding
    : graph.constant("float32", [V, H], transposed(initializers.values("output.weight"), H, V), "output.weight");
  return { graph, config, initializers, embedding, rows, bias: initializers.weight("output.bias") };
}

function logits({ rows, bias }: Decoder, step: GraphBuilder, features: Value): Value {
  return step.node("Gemm", [features, rows, bias], { transB: 1 });
}

/** The decoder's steps over the sentence: the total of each row's `sum` [batch], and what was kept, [time, ...shape]. */
function overSentence(decoder: Decoder, read: readonly Sequence[], readOut: (step: Step) => Reading): readonly Value[] {
  const { graph, config, initializers, embedding } = decoder;
  const { hidden: H, latent: L } = config;
  const latent = graph.input("latent", "float32", ["batch", L]);
  const affine = (x: Value, weight: string, bias: string) =>
    graph.node("Gemm", [x, initializers.weight(weight), initializers.weight(bias)]);
  const initial = graph.node("Tanh", [affine(latent, "initial.weight", "initial.bias")]); // [batch, 2H]
  const [h, c] = graph.nodes("Split", [initial, graph.int64(H, H)], 2, { axis: 1 });
  const ofLatent = affine(latent, "decoder.latent", "decoder.bias"); // [batch, 4H]
  const skipped = config.skip ? graph.node("MatMul", [latent, initializers.weight("output.latent")]) : undefined;
  const embedded = graph.node("Gather", [embedding, graph.input("tokens", "int64", ["time"])]);
  const ofTokens = graph.node("MatMul", [embedded, initializers.weight("decoder.input")]); // [time, 4H]
  const nothing = graph.node("MatMul", [latent, graph.constant("float32", [L], new Float32Array(L))]); // [batch]

  const step = new GraphBuilder("step", "step_");
  const before = {
    h: step.input("h", "float32", ["batch", H]),
    c: step.input("c", "float32", ["batch", H]),
    total: step.input("total", "float32", ["batch"]),
  };
  const ofToken = step.input("of_token", "float32", [4 * H]);
  for (const { name, type, shape } of read) step.input(name, type, shape);
  const recurrent = step.node("Gemm", [before.h, initializers.weight("decoder.recurrent"), ofLatent]);
  const next = cell(step, step.node("Add", [recurrent, ofToken]), before.c, H);
  const { sum, kept = [] } = readOut({ step, features: features(decoder, step, next.h, skipped) });
  step.output("next_h", next.h, "float32", ["batch", H]);
  step.output("next_c", next.c, "float32", ["batch", H]);
  step.output("next_total", step.node("Add", [before.total, sum]), "float32", ["batch"]);
  kept.forEach(({ value, shape }, index) => {
    step.output(`kept_${index}`, value, "float32", shape);
  });
  const scanned = [ofTokens, ...read.map(({ value }) => value)];
  return graph
    .nodes("Scan", [h, c, nothing, ...scanned], 3 + kept.length, { body: step, num_scan_inputs: scanned.length })
    .slice(2);
}

/** c' = f·c + i·tanh(c~), h' = o·tanh(c') of gates [batch, 4H] in the order input, output, forget, cell. */
function cell(step: GraphBuilder, gates: Value, c: Value, H: number): { readonly h: Value; readonly c: Value } {
  const [lower, candidate] = step.nodes("Split", [gates, step.int64(3 * H, H)], 2, { axis: 1 });
  const [input, output, forget] = step.nodes("Split", [step.node("Sigmoid", [lower]), step.int64(H, H, H)], 3, {
    axis: 1,
  });
  const written = step.node("Mul", [input, step.node("Tanh", [candidate])]);
  const nextC = step.node("Add", [step.node("Mul", [forget, c]), written]);
  return { c: nextC, h: step.node("Mul", [output, step.node("Tanh", [nextC])]) };
}

/** What the output layer reads, [batch, F]; `skipped` is z's own way to it. */
function features({ config, initializers }: Decoder, step: GraphBuilder, h: Value, skipped: Value | undefined): Value {
  if (!config.tied) return skipped ? step.node("Add", [h, skipped]) : h;
  const projection = initializers.weight("output.projection");
  return skipped ? step.node("Gemm", [h, projection, skipped]) : step.node("MatMul", [h, projection]);
}
