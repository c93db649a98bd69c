/**
 * What the output layer's product costs in one step of all draws: with the whole vocabulary in float32, in int8 (weights
 * quantised by column, features as they come), and with the candidates alone. The softmax is left out of all three.
 */
import { fillNormal, seeded } from "../../src/core/random";
import { Session } from "../../src/engine/session";
import { GraphBuilder, type Value } from "../../src/model/onnx/graph";

export interface ProductSizes {
  readonly rows: number;
  readonly features: number;
  readonly vocabulary: number;
  readonly candidates: number;
}

type Product = (graph: GraphBuilder, x: Value, sizes: ProductSizes) => Value;

const PRODUCTS: Readonly<Record<string, Product>> = {
  "float32, whole vocabulary": (graph, x, { features, vocabulary }) =>
    graph.node("Gemm", [x, graph.constant("float32", [vocabulary, features], normals(vocabulary * features), "w")], {
      transB: 1,
    }),
  "int8, whole vocabulary": (graph, x, { features, vocabulary }) => {
    const random = seeded(1, "int8");
    const weights = Int8Array.from({ length: features * vocabulary }, () => random.integer(255) - 127);
    const scales = graph.constant("float32", [vocabulary], new Float32Array(vocabulary).fill(0.001), "scales");
    const zeros = graph.constant("int8", [vocabulary], new Int8Array(vocabulary), "zeros");
    const matrix = graph.constant("int8", [features, vocabulary], weights, "w");
    return graph.node("DynamicQuantizeMatMul", [x, matrix, scales, zeros], {}, "com.microsoft");
  },
  "float32, candidates": (graph, x, { features, vocabulary, candidates }) => {
    const all = graph.constant("float32", [vocabulary, features], normals(vocabulary * features), "w");
    const random = seeded(1, "candidates");
    const drawn = Array.from({ length: candidates }, () => random.integer(vocabulary));
    return graph.node("Gemm", [x, graph.node("Gather", [all, graph.int64(...drawn)])], { transB: 1 });
  },
};

const RUNS = 12;

/** The least CPU time of a run, in milliseconds: what else the machine does only adds to it. */
export async function productTimes(sizes: ProductSizes): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, product] of Object.entries(PRODUCTS)) {
    const graph = new GraphBuilder("product");
    const x = graph.input("x", "float32", ["rows", sizes.features]);
    // Of the product only a number comes out, or copying it would be timed as well.
    const corner = graph.node("Slice", [product(graph, x, sizes), graph.int64(0), graph.int64(1), graph.int64(0)]);
    graph.output("y", corner, "float32", ["one", "columns"]);
    const session = await Session.create(graph.toModel(), { provider: "cpu", threads: 1 });
    const feeds = { x: { data: normals(sizes.rows * sizes.features), shape: [sizes.rows, sizes.features] } };
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < RUNS; run++) {
      const before = process.cpuUsage();
      await session.run(feeds, ["y"]);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1000);
    }
    await session.dispose();
    times[name] = least;
  }
  return times;
}

function normals(count: number): Float32Array {
  return fillNormal(new Float32Array(count), seeded(1, "product", count)).map((value) => 0.1 * value);
}
