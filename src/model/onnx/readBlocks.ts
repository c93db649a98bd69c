/**
 * Matrices in blocks (`blocks.ts`) out of a graph, checked: what has passed has blocks in every row and a scale for every
 * block. A runtime's own errors would name neither the file nor, of numbers that are missing, the tensor.
 */
import { onnx } from "onnx-proto";
import { HomotopyError } from "../../core/errors";
import { BLOCK_PRODUCT, scalesName } from "./blockMatrix";
import { BLOCK_SIZE, type Blocks, bytesOfBlock } from "./blocks";
import { ELEMENT_TYPE } from "./graph";
import { BLOCK_BITS } from "./weightFormat";

type Tensors = ReadonlyMap<string, onnx.ITensorProto>;

/** @throws HomotopyError "bad-model" that names the first matrix of the model's graph that is not as `blockMatrix.ts` keeps it */
export function checkBlocks(model: Uint8Array, where: string): void {
  const { graph } = onnx.ModelProto.decode(model);
  const tensors = initializersOf(graph);
  for (const name of tensors.keys()) if (isInBlocks(name, tensors)) readBlocks(name, tensors, where);
  for (const node of graph?.node ?? []) if (node.opType === BLOCK_PRODUCT) blocksOfProduct(node, tensors, where);
}

export function initializersOf(graph: onnx.IGraphProto | null | undefined): Tensors {
  return new Map((graph?.initializer ?? []).map((each) => [each.name ?? "", each]));
}

/** Whether a tensor is such a matrix, or a damaged one. */
export function isInBlocks(name: string, tensors: Tensors): boolean {
  const tensor = tensors.get(name);
  return tensors.has(scalesName(name)) || (tensor?.dataType === ELEMENT_TYPE.uint8 && shapeOf(tensor).length === 3);
}

/** A matrix by its name. @throws HomotopyError "bad-model" */
export function readBlocks(name: string, tensors: Tensors, where: string): Blocks {
  const tensor = tensors.get(name);
  const [rows, blocks, bytes] = shapeOf(tensor);
  const bits = BLOCK_BITS.find((each) => bytesOfBlock(each) === bytes);
  const data = bits && wholeTensor(tensor, ELEMENT_TYPE.uint8, [rows, blocks, bytes]);
  if (bits === undefined || !data) throw damaged(name, "is no uint8 [rows, blocks, 32 or 16], or not all of it", where);
  const kept = wholeTensor(tensors.get(scalesName(name)), ELEMENT_TYPE.float32, [rows, blocks], 4);
  if (!kept) throw damaged(scalesName(name), `is no float32 [${rows}, ${blocks}], or not all of it`, where);
  // Copied: raw bytes may lie at any offset.
  const scales = new Float32Array(Uint8Array.from(kept).buffer);
  if (!scales.every(Number.isFinite)) throw damaged(scalesName(name), "has what is no number", where);
  return { bits, rows, columns: blocks * BLOCK_SIZE, data, scales };
}

/** The matrix that a node multiplies by, which has to be what the node's attributes say. @throws HomotopyError "bad-model" */
export function blocksOfProduct(product: onnx.INodeProto, tensors: Tensors, where: string): Blocks {
  const [, name = "", scales, ...others] = product.input ?? [];
  const blocks = readBlocks(name, tensors, where);
  const expected = { K: blocks.columns, N: blocks.rows, bits: blocks.bits, block_size: BLOCK_SIZE };
  for (const [attribute, value] of Object.entries(expected)) {
    const found = Number(product.attribute?.find((each) => each.name === attribute)?.i);
    if (found !== value) throw damaged(name, `is multiplied with ${attribute} ${found} instead of ${value}`, where);
  }
  const [zeroPoints, order] = others;
  if (scales === scalesName(name) && !zeroPoints && !order) return blocks;
  throw damaged(name, "is multiplied with other tensors than its scales", where);
}

/** The bytes of a tensor that is of that type and shape, with nothing missing and no axis empty. */
function wholeTensor(
  tensor: onnx.ITensorProto | undefined,
  type: number,
  shape: readonly number[],
  bytesEach = 1,
): Uint8Array | undefined {
  const found = shapeOf(tensor);
  const agrees = found.length === shape.length && found.every((axis, index) => axis > 0 && axis === shape[index]);
  const data = tensor?.dataType === type && agrees ? tensor.rawData : undefined;
  return data?.length === shape.reduce((product, axis) => product * axis, bytesEach) ? data : undefined;
}

function shapeOf(tensor: onnx.ITensorProto | undefined): readonly number[] {
  return (tensor?.dims ?? []).map(Number);
}

function damaged(name: string, how: string, where: string): HomotopyError {
  const what = `The tensor ${name} ${how}`;
  return new HomotopyError("bad-model", what, where, "the file is damaged: copy or convert the model again");
}
