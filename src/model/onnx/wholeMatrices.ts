/** For runtimes that have no fast product with matrices in blocks: the same graph with such matrices made whole again. */
import { onnx } from "onnx-proto";
import { BLOCK_PRODUCT } from "./blockMatrix";
import { fromBlocks } from "./blocks";
import { ELEMENT_TYPE } from "./graph";

type Initializers = ReadonlyMap<string, onnx.ITensorProto>;

/** A graph that `blockMatrix.ts` multiplied in, with a product of float32 in the place of every one with blocks. */
export function withWholeMatrices(model: Uint8Array): Uint8Array {
  const decoded = onnx.ModelProto.decode(model);
  const { graph } = decoded;
  if (!graph) throw new RangeError("The model has no graph");
  const initializers: Initializers = new Map((graph.initializer ?? []).map((each) => [each.name ?? "", each]));
  const products = (graph.node ?? []).filter(({ opType }) => opType === BLOCK_PRODUCT);
  const whole = products.map((product) => wholeMatrix(product, initializers));
  const node = (graph.node ?? []).map((each) => (each.opType === BLOCK_PRODUCT ? wholeProduct(each) : each));
  const used = new Set(node.flatMap(({ input }) => input ?? []));
  const kept = [...initializers.values(), ...whole].filter(({ name }) => used.has(name ?? ""));
  return onnx.ModelProto.encode({ ...decoded, graph: { ...graph, node, initializer: kept } }).finish();
}

/** [outputs, inputs] of a product's blocks. */
function wholeMatrix(product: onnx.INodeProto, initializers: Initializers): onnx.ITensorProto {
  const [, name, scalesName] = product.input ?? [];
  const number = (attribute: string) => Number(product.attribute?.find((each) => each.name === attribute)?.i);
  const [data, scales] = [initializers.get(name)?.rawData, initializers.get(scalesName)?.rawData];
  if (!data || !scales) throw new RangeError(`The product with ${name} has no blocks`);
  const values = fromBlocks({
    bits: number("bits") === 4 ? 4 : 8,
    data,
    scales: new Float32Array(Uint8Array.from(scales).buffer),
  });
  return {
    name: wholeName(name),
    dataType: ELEMENT_TYPE.float32,
    dims: [number("N"), number("K")],
    rawData: new Uint8Array(values.buffer),
  };
}

function wholeProduct({ input, output }: onnx.INodeProto): onnx.INodeProto {
  const [inputs, name, , , , bias] = input ?? [];
  const transposed = { name: "transB", type: onnx.AttributeProto.AttributeType.INT, i: 1 };
  return { opType: "Gemm", input: [inputs, wholeName(name), bias], output: output ?? [], attribute: [transposed] };
}

function wholeName(name: string): string {
  return `${name}.whole`;
}
