/** For runtimes that have no fast product with matrices in blocks: the same graph with such matrices made whole again. */
import { onnx } from "onnx-proto";
import { BLOCK_PRODUCT } from "./blockMatrix";
import { type Blocks, fromBlocks } from "./blocks";
import { ELEMENT_TYPE } from "./graph";
import { blocksOfProduct, initializersOf } from "./readBlocks";

/**
 * A graph that `blockMatrix.ts` multiplied in, with a product of float32 in the place of every one with blocks.
 * @throws HomotopyError "bad-model" that names a matrix in `where` whose blocks are damaged
 */
export function withWholeMatrices(model: Uint8Array, where: string): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const { graph } = decoded;
  if (!graph) throw new RangeError("The model has no graph");
  const initializers = initializersOf(graph);
  const products = (graph.node ?? []).filter(({ opType }) => opType === BLOCK_PRODUCT);
  // By name: a matrix that several products share is made whole once.
  const multiplied = new Map(products.map((each) => [each.input?.[1], blocksOfProduct(each, initializers, where)]));
  const whole = Array.from(multiplied, ([name, blocks]) => wholeMatrix(wholeName(name), blocks));
  const node = (graph.node ?? []).map((each) => (each.opType === BLOCK_PRODUCT ? wholeProduct(each) : each));
  const used = new Set(node.flatMap(({ input }) => input ?? []));
  const kept = [...initializers.values(), ...whole].filter(({ name }) => used.has(name ?? ""));
  return onnx.ModelProto.encode({ ...decoded, graph: { ...graph, node, initializer: kept } }).finish();
}

/** [outputs, inputs] */
function wholeMatrix(name: string, blocks: Blocks): onnx.ITensorProto {
  return {
    name,
    dataType: ELEMENT_TYPE.float32,
    dims: [blocks.rows, blocks.columns],
    rawData: new Uint8Array(fromBlocks(blocks).buffer),
  };
}

function wholeProduct({ input, output }: onnx.INodeProto): onnx.INodeProto {
  const [inputs, name, , , , bias] = input ?? [];
  const transposed = { name: "transB", type: onnx.AttributeProto.AttributeType.INT, i: 1 };
  return { opType: "Gemm", input: [inputs, wholeName(name), bias], output: output ?? [], attribute: [transposed] };
}

function wholeName(name = ""): string {
  return `${name}.whole`;
}
