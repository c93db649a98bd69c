/**
 * The decoder's LSTM over a whole sentence as ONNX nodes, forward and back, each a `Scan` over time (Hochreiter and
 * Schmidhuber 1997 with forget gates; gates along 4H in the order input, output, forget, cell).
 *
 *   c' = f·c + i·tanh(c~), h' = o·tanh(c')
 */
import { GraphBuilder, type Value } from "./graph";

export interface Recurrence {
  /** H */
  readonly hidden: number;
  /** What the tokens add to the gates, [time, 4H]: the same for every row. */
  readonly ofTokens: Value;
  /** What the latents and the bias add to them, [batch, 4H]: the same at every step. */
  readonly ofLatents: Value;
  /** h's matrix, [H, 4H]. */
  readonly weight: Value;
}

/** [batch, H] each. */
export interface State {
  readonly h: Value;
  readonly c: Value;
}

/** What the steps leave for the way back, [time, batch, H] each but for the sigmoids of the three gates, [time, batch, 3H]. */
const KEPT = ["h", "sigmoids", "candidate", "written", "remembered", "squashed"] as const;
export type Steps = Readonly<Record<(typeof KEPT)[number], Value>>;

/** All steps of the sentence from the state before its first token. */
export function steps(graph: GraphBuilder, recurrence: Recurrence, initial: State): Steps {
  const { hidden: H, ofTokens, ofLatents, weight } = recurrence;
  const step = new GraphBuilder("step", "step_");
  const h = step.input("step_h", "float32", ["batch", H]);
  const c = step.input("step_c", "float32", ["batch", H]);
  const ofToken = step.input("step_token", "float32", [4 * H]);
  const gates = step.node("Add", [step.node("Gemm", [h, weight, ofLatents]), ofToken]); // [batch, 4H]
  const [lower, upper] = step.nodes("Split", [gates, step.int64(3 * H, H)], 2, { axis: 1 });
  const sigmoids = step.node("Sigmoid", [lower]);
  const candidate = step.node("Tanh", [upper]);
  const [input, output, forget] = thirds(step, sigmoids, H, 1);
  const written = step.node("Mul", [input, candidate]);
  const remembered = step.node("Mul", [forget, c]);
  const nextC = step.node("Add", [remembered, written]);
  const squashed = step.node("Tanh", [nextC]);
  const nextH = step.node("Mul", [output, squashed]);
  step.output("step_next_h", nextH, "float32", ["batch", H]);
  step.output("step_next_c", nextC, "float32", ["batch", H]);
  const kept = { h: nextH, sigmoids, candidate, written, remembered, squashed };
  for (const name of KEPT)
    step.output(`step_${name}_kept`, kept[name], "float32", ["batch", name === "sigmoids" ? 3 * H : H]);

  const outputs = graph.nodes("Scan", [initial.h, initial.c, ofTokens], 2 + KEPT.length, {
    body: step,
    num_scan_inputs: 1,
  });
  const [, , keptH, ...rest] = outputs;
  const [s, g, w, r, q] = rest;
  return { h: keptH, sigmoids: s, candidate: g, written: w, remembered: r, squashed: q };
}

/** The gradient by the initial state, and by the gates summed over time, [batch, 4H]. */
export interface BackSteps extends State {
  readonly gates: Value;
}

/**
 * Back-propagation through time from the gradient by every state, [time, batch, H]. A gate's slope σ' = σ − σ² times the
 * factor that it met is P − P ⊙ σ with their product P at hand; that part is done for all steps at once.
 */
export function backThroughSteps(
  graph: GraphBuilder,
  { hidden: H, weight, ofLatents }: Recurrence,
  { h, sigmoids, candidate, written, remembered, squashed }: Steps,
  byState: Value,
  initial: State,
): BackSteps {
  const [input, output, forget] = thirds(graph, sigmoids, H, 2);
  const products = graph.node("Concat", [written, h, remembered], { axis: 2 });
  const gateSlopes = graph.node("Sub", [products, graph.node("Mul", [products, sigmoids])]); // [time, batch, 3H]
  const candidateSlopes = graph.node("Sub", [input, graph.node("Mul", [written, candidate])]); // i (1 − g²)
  const slopes = graph.node("Concat", [gateSlopes, candidateSlopes], { axis: 2 }); // [time, batch, 4H]
  const cellSlopes = graph.node("Sub", [output, graph.node("Mul", [h, squashed])]); // o (1 − tanh² c)

  const back = new GraphBuilder("back", "back_");
  const before = {
    h: back.input("back_h", "float32", ["batch", H]),
    c: back.input("back_c", "float32", ["batch", H]),
    gates: back.input("back_gates", "float32", ["batch", 4 * H]),
  };
  const ofState = back.input("back_state", "float32", ["batch", H]);
  const slope = back.input("back_slopes", "float32", ["batch", 4 * H]);
  const cellSlope = back.input("back_cell_slopes", "float32", ["batch", H]);
  const kept = back.input("back_forget", "float32", ["batch", H]);
  const byH = back.node("Add", [ofState, before.h]);
  const byC = back.node("Add", [before.c, back.node("Mul", [byH, cellSlope])]);
  const byGates = back.node("Mul", [back.node("Concat", [byC, byH, byC, byC], { axis: 1 }), slope]);
  back.output("back_next_h", back.node("Gemm", [byGates, weight], { transB: 1 }), "float32", ["batch", H]);
  back.output("back_next_c", back.node("Mul", [byC, kept]), "float32", ["batch", H]);
  back.output("back_next_gates", back.node("Add", [before.gates, byGates]), "float32", ["batch", 4 * H]);

  const zeros = [initial.h, initial.c, ofLatents].map((like) =>
    graph.node("ConstantOfShape", [graph.node("Shape", [like])]),
  );
  const [byInitialH, byInitialC, gates] = graph.nodes("Scan", [...zeros, byState, slopes, cellSlopes, forget], 3, {
    body: back,
    num_scan_inputs: 4,
    scan_input_directions: [1, 1, 1, 1],
  });
  return { h: byInitialH, c: byInitialC, gates };
}

function thirds(graph: GraphBuilder, sigmoids: Value, H: number, axis: number): Value[] {
  return graph.nodes("Split", [sigmoids, graph.int64(H, H, H)], 3, { axis });
}
