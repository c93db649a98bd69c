/** The floor: every matrix product of one training step, and nothing else, on the same runtime. */
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type Random, seeded } from "../../src/core/random";
import type { NetworkConfig } from "../../src/model/family/network";
import { GraphBuilder, type Value } from "../../src/model/onnx/graph";
import { BATCH, type Competitor, TIME } from "./setting";

/** [m, k]·[k, n], `count` times. */
type Product = readonly [m: number, k: number, n: number, count: number];

/** Two LSTMs and the output layer, forward, and backward to inputs and to weights. The small products at z are left out. */
export function products({ vocabulary: V, embedding: E, hidden: H }: NetworkConfig): Product[] {
  const N = BATCH * TIME;
  return [
    [4 * H, E, N, 2],
    [E, 4 * H, N, 2],
    [E, N, 4 * H, 2],
    [4 * H, H, BATCH, 2 * TIME],
    [H, 4 * H, BATCH, 2 * TIME],
    [H, N, 4 * H, 2],
    [N, H, V, 1],
    [N, V, H, 1],
    [H, N, V, 1],
  ];
}

export async function floor(config: NetworkConfig, threads: number): Promise<Competitor> {
  const graph = new GraphBuilder("floor");
  const random = seeded(1, "floor");
  const feeds: Record<string, Tensor> = {};
  const corners = products(config).flatMap(([m, k, n, count], kind) =>
    Array.from({ length: count }, (_, index) => {
      // The recurrent products share their matrix, as the steps of an LSTM do, and differ in the other factor.
      const left = operand(graph, feeds, `left${kind}.${count > 2 ? Math.floor(index / TIME) : index}`, [m, k], random);
      const right = operand(graph, feeds, `right${kind}.${index}`, [k, n], random);
      const product = graph.node("MatMul", [left, right]);
      return graph.node("Slice", [product, graph.int64(0, 0), graph.int64(1, 1)]);
    }),
  );
  graph.output("corners", graph.node("Concat", corners, { axis: 0 }), "float32", [corners.length, 1]);
  const session = await InferenceSession.create(graph.toModel(), {
    intraOpNumThreads: threads,
    graphOptimizationLevel: "disabled",
    enableCpuMemArena: false,
    enableMemPattern: false,
  });
  return async (steps) => {
    const milliseconds: number[] = [];
    for (let step = 0; step < steps; step++) {
      const began = performance.now();
      await session.run(feeds);
      milliseconds.push(performance.now() - began);
    }
    return { milliseconds, tokens: milliseconds.map(() => BATCH * TIME), megabytes: 0 };
  };
}

function operand(
  graph: GraphBuilder,
  feeds: Record<string, Tensor>,
  name: string,
  shape: [number, number],
  random: Random,
): Value {
  if (!(name in feeds)) {
    const values = Float32Array.from({ length: shape[0] * shape[1] }, () => random.uniform() - 0.5);
    feeds[name] = new Tensor("float32", values, shape);
    return graph.input(name, "float32", shape);
  }
  return name as Value;
}
