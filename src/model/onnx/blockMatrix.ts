/** What a graph does with a matrix in blocks (`blocks.ts`): look rows up, and multiply. */
import { BLOCK_SIZE, type Blocks, bytesOfBlock } from "./blocks";
import type { GraphBuilder, Value } from "./graph";

/** The operator of the product, a contributed one of ONNX Runtime. */
export const BLOCK_PRODUCT = "MatMulNBits";
/** Activations are rounded to 8 bits by blocks, too, which is what makes the product fast on a CPU. */
const INTEGER_PRODUCT = 4;
const SCALES = ".scales";

export interface BlockMatrix {
  readonly blocks: Blocks;
  /** uint8 [rows, blocks, bytes] */
  readonly data: Value;
  /** float32 [rows, blocks] */
  readonly scales: Value;
}

/** The name under which a graph keeps the scales of a matrix. */
export function scalesName(name: string): string {
  return name + SCALES;
}

export function addBlockMatrix(graph: GraphBuilder, name: string, blocks: Blocks): BlockMatrix {
  const { bits, rows, columns, data, scales } = blocks;
  const count = columns / BLOCK_SIZE;
  return {
    blocks,
    data: graph.constant("uint8", [rows, count, bytesOfBlock(bits)], data, name),
    scales: graph.constant("float32", [rows, count], scales, scalesName(name)),
  };
}

/** Rows of the matrix, [...indices, columns], with plain operators. `rank` is that of the indices. */
export function lookUpRows(graph: GraphBuilder, matrix: BlockMatrix, indices: Value, rank: number): Value {
  const { bits, columns } = matrix.blocks;
  const outer = Array.from({ length: rank }, () => 0); // 0 keeps an axis as it is
  const bytes = graph.node("Gather", [matrix.data, indices]); // [...indices, blocks, bytes]
  const numbers =
    bits === 8 ? bytes : graph.node("Reshape", [halves(graph, bytes), graph.int64(...outer, -1, BLOCK_SIZE)]);
  const centred = graph.node("Sub", [graph.cast(numbers, "float32"), graph.float(2 ** (bits - 1))]);
  const scales = graph.node("Unsqueeze", [graph.node("Gather", [matrix.scales, indices]), graph.int64(-1)]);
  return graph.node("Reshape", [graph.node("Mul", [centred, scales]), graph.int64(...outer, columns)]);
}

/** The two numbers of each byte, the lower half first: [..., bytes] to [..., bytes, 2]. */
function halves(graph: GraphBuilder, bytes: Value): Value {
  const low = graph.node("BitwiseAnd", [bytes, graph.constant("uint8", [], [15])]);
  const high = graph.node("BitShift", [bytes, graph.constant("uint8", [], [4])], { direction: "RIGHT" });
  const pairs = [low, high].map((half) => graph.node("Unsqueeze", [half, graph.int64(-1)]));
  return graph.node("Concat", pairs, { axis: -1 });
}

/** inputs [batch, columns] · matrixᵀ + bias [rows] = [batch, rows]. */
export function multiplyByBlocks(graph: GraphBuilder, inputs: Value, matrix: BlockMatrix, bias: Value): Value {
  const { bits, rows, columns } = matrix.blocks;
  const nothing = "" as Value;
  return graph.node(
    BLOCK_PRODUCT,
    [inputs, matrix.data, matrix.scales, nothing, nothing, bias],
    { K: columns, N: rows, bits, block_size: BLOCK_SIZE, accuracy_level: INTEGER_PRODUCT },
    "com.microsoft",
  );
}
