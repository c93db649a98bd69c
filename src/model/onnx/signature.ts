/**
 * What an ONNX file asks for and gives, read in JavaScript before a native parser sees the file: inputs and outputs with
 * element types and shapes, the opset, and whether any tensor lives in a file outside.
 */
import { onnx } from "onnx-proto";
import { HomotopyError, messageOf } from "../../core/errors";
import { type Dimension, ELEMENT_TYPE, type ElementType } from "./graph";

export interface ValueSignature {
  /** "other": an element type that no part of Homotopy uses. */
  readonly type: ElementType | "other";
  /** A number fixes an axis, a name (possibly empty) leaves it dynamic. Undefined: the file says nothing of the shape. */
  readonly shape: readonly Dimension[] | undefined;
}

export interface GraphSignature {
  /** Inputs that the caller has to give, by name. */
  readonly inputs: ReadonlyMap<string, ValueSignature>;
  readonly outputs: ReadonlyMap<string, ValueSignature>;
  /** Version of the default operator set. */
  readonly opset: number;
}

/**
 * Reads the signature of a model. `where` names the file in errors.
 * @throws HomotopyError "bad-model" if the bytes are no ONNX model, or refer to data outside of the file.
 */
export function readSignature(model: Uint8Array, where: string): GraphSignature {
  const decoded = decodeModel(model, where);
  const { graph } = decoded;
  if (!graph?.output?.length) throw damaged(where, "The file holds no ONNX graph");
  refuseExternalData(graph, where);
  for (const { node } of decoded.functions ?? []) refuseExternalAttributes(node ?? [], where);
  const initializers = new Set((graph.initializer ?? []).map((tensor) => tensor.name));
  const inputs = (graph.input ?? []).filter((input) => !initializers.has(input.name));
  const opset = decoded.opsetImport?.find((entry) => !entry.domain || entry.domain === "ai.onnx");
  return { inputs: signatures(inputs), outputs: signatures(graph.output), opset: Number(opset?.version ?? 0) };
}

function decodeModel(model: Uint8Array, where: string): onnx.IModelProto {
  try {
    return onnx.ModelProto.decode(model);
  } catch (cause) {
    throw damaged(where, `The file is no readable ONNX model (${messageOf(cause)})`);
  }
}

/** External data would let a model file name any path of the machine. Nested graphs are looked through, too. */
function refuseExternalData(graph: onnx.IGraphProto, where: string): void {
  const sparse = (graph.sparseInitializer ?? []).flatMap(sparseTensors);
  for (const tensor of [...(graph.initializer ?? []), ...sparse]) refuseExternalTensor(tensor, where);
  refuseExternalAttributes(graph.node ?? [], where);
}

function refuseExternalAttributes(nodes: readonly onnx.INodeProto[], where: string): void {
  for (const { t, tensors, sparseTensor, sparseTensors: several, g, graphs } of nodes.flatMap(attributesOf)) {
    const held = [t, ...(tensors ?? []), ...[sparseTensor, ...(several ?? [])].flatMap(sparseTensors)];
    for (const tensor of held) refuseExternalTensor(tensor, where);
    for (const nested of [g, ...(graphs ?? [])]) if (nested) refuseExternalData(nested, where);
  }
}

function refuseExternalTensor(tensor: onnx.ITensorProto | null | undefined, where: string): void {
  if (!tensor) return;
  if (tensor.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL || tensor.externalData?.length) {
    throw new HomotopyError(
      "bad-model",
      `The tensor ${tensor.name || "without a name"} is kept in a file outside of the model`,
      where,
      "save the model again with all of its data inside",
    );
  }
}

function attributesOf(node: onnx.INodeProto): readonly onnx.IAttributeProto[] {
  return node.attribute ?? [];
}

function sparseTensors(sparse: onnx.ISparseTensorProto | null | undefined): (onnx.ITensorProto | null | undefined)[] {
  return [sparse?.values, sparse?.indices];
}

function signatures(values: readonly onnx.IValueInfoProto[]): Map<string, ValueSignature> {
  return new Map(
    values.map(({ name, type }) => [
      name ?? "",
      { type: elementType(type?.tensorType?.elemType), shape: type?.tensorType?.shape?.dim?.map(dimension) },
    ]),
  );
}

function dimension(dim: onnx.TensorShapeProto.IDimension): Dimension {
  return dim.dimParam || dim.dimValue === undefined || dim.dimValue === null
    ? (dim.dimParam ?? "")
    : Number(dim.dimValue);
}

const TYPE_NAMES: ReadonlyMap<number, ElementType> = new Map(
  Object.entries(ELEMENT_TYPE).flatMap(([name, number]) => (isElementType(name) ? [[number, name] as const] : [])),
);

function elementType(number: number | null | undefined): ElementType | "other" {
  return TYPE_NAMES.get(number ?? 0) ?? "other";
}

function isElementType(name: string): name is ElementType {
  return name in ELEMENT_TYPE;
}

function damaged(where: string, what: string): HomotopyError {
  return new HomotopyError("bad-model", what, where, "the file is damaged: copy or export the model again");
}
