/**
 * The weights of our LSTMs, read back out of a package's own graphs as they are kept there, float32 bit for bit: what was
 * exported is all that it takes to build another graph of the same network, or to train it further. Read in JavaScript,
 * before a native parser sees a byte.
 */
import { onnx } from "onnx-proto";
import { HomotopyError } from "../../core/errors";
import type { Weights } from "../family/network";
import { DECODER_FILE, DECODER_INIT_FILE, ENCODER_FILE } from "../manifest";
import { type Blocks, fromBlocks } from "./blocks";
import { asFloats, type KeptWeights, widened } from "./halves";
import { transposed } from "./initializers";
import { initializersOf, isInBlocks, readBlocks } from "./readBlocks";
import { readSignature } from "./signature";

interface Tensor {
  readonly shape: readonly number[];
  /** float32, or the bits of a float16 each. */
  readonly values: Float32Array | Uint16Array;
}
type Tensors = ReadonlyMap<string, Tensor>;

/** What `decoder.ts` calls the matrix [E + L + H, 4H] of embedding, latent and state side by side. */
const STACKED = "decoder.input_latent_recurrent";
const OPTIONAL = ["output.projection", "output.weight", "output.latent"] as const;

/**
 * The decoder's weights by the names of `parameterShapes`; the encoder's are not among them. A language model has no graph
 * of an initial state.
 * @throws HomotopyError "bad-model" if the bytes are no ONNX model, "unavailable" if the decoder is of another family.
 */
export function decoderWeights(decoder: Uint8Array, decoderInit?: Uint8Array): Weights {
  return widened(keptDecoderWeights(decoder, decoderInit));
}

/** The same as the file keeps them: half the bytes to read, write and copy where those are float16. */
export function keptDecoderWeights(decoder: Uint8Array, decoderInit?: Uint8Array): KeptWeights {
  const step = readInitializers(decoder, DECODER_FILE);
  const initial: Tensors = decoderInit ? readInitializers(decoderInit, DECODER_INIT_FILE) : new Map();
  const embedding = required(step, "embedding", 2);
  const bias = required(step, "decoder.bias", 1);
  const stacked = required(step, STACKED, 2);
  const E = embedding.shape[1];
  const H = bias.shape[0] / 4;
  const L = initial.get("initial.weight")?.shape[0] ?? 0;
  if (stacked.shape[0] !== E + L + H || stacked.shape[1] !== 4 * H) {
    throw foreign(`its ${STACKED} is [${stacked.shape.join(", ")}]`);
  }
  const rows = (from: number, count: number) => stacked.values.slice(from * 4 * H, (from + count) * 4 * H);
  const found: [string, Tensor["values"]][] = [
    ["embedding", embedding.values],
    ["decoder.input", rows(0, E)],
    ["decoder.recurrent", rows(E + L, H)],
    ["decoder.bias", bias.values],
    ["output.bias", required(step, "output.bias", 1).values],
  ];
  if (L > 0) {
    found.push(["decoder.latent", rows(E, L)]);
    found.push(["initial.weight", required(initial, "initial.weight", 2).values]);
    found.push(["initial.bias", required(initial, "initial.bias", 1).values]);
  }
  for (const name of OPTIONAL) {
    const matrix = step.get(name);
    if (matrix) found.push([name, matrix.values]);
  }
  return new Map(found);
}

/**
 * The encoder's weights by the names of `parameterShapes`, the embedding among them: the inverse of `encoder.ts`.
 * @throws HomotopyError "bad-model" if the bytes are no ONNX model, "unavailable" if the encoder is of another family.
 */
export function encoderWeights(encoder: Uint8Array): Weights {
  const tensors = readInitializers(encoder, ENCODER_FILE);
  const find = (name: string, rank: number) => required(tensors, name, rank, ENCODER_FILE);
  // Gates first and a leading axis for the direction, as the operator wants them.
  const matrix = (name: string): Float32Array => {
    const { shape, values } = find(name, 3);
    return transposed(asFloats(values), shape[1], shape[2]);
  };
  const bias = find("encoder.bias", 2);
  return widened(
    new Map([
      ["embedding", find("embedding", 2).values],
      ["encoder.input", matrix("encoder.input")],
      ["encoder.recurrent", matrix("encoder.recurrent")],
      ["encoder.bias", bias.values.slice(0, bias.shape[1] / 2)],
      ["posterior.weight", find("posterior.weight", 2).values],
      ["posterior.bias", find("posterior.bias", 1).values],
    ]),
  );
}

function readInitializers(model: Uint8Array, where: string): Tensors {
  readSignature(model, where);
  const tensors = initializersOf(onnx.ModelProto.decode(model).graph);
  return new Map(
    [...tensors].flatMap(([name, tensor]) => {
      const read = isInBlocks(name, tensors) ? wholeMatrix(name, readBlocks(name, tensors, where)) : tensorOf(tensor);
      return read ? [[name, read] as const] : [];
    }),
  );
}

/** The numbers of a float tensor whose length is what its shape says, copied: raw bytes may lie at any offset. */
function tensorOf(tensor: onnx.ITensorProto): Tensor | undefined {
  const { rawData, floatData } = tensor;
  const { FLOAT, FLOAT16 } = onnx.TensorProto.DataType;
  if (tensor.dataType === FLOAT16) return shaped(tensor, new Uint16Array(wholeNumbers(rawData, 2)));
  if (tensor.dataType !== FLOAT) return undefined;
  return shaped(
    tensor,
    rawData?.length ? new Float32Array(wholeNumbers(rawData, 4)) : Float32Array.from(floatData ?? []),
  );
}

/** The bytes of all whole numbers, in a buffer of their own. */
function wholeNumbers(rawData: Uint8Array | null | undefined, bytes: number): ArrayBuffer {
  const raw = rawData ?? new Uint8Array();
  return new Uint8Array(raw.subarray(0, raw.length - (raw.length % bytes))).buffer;
}

/** Blocks have a row an output, and so has the embedding; other weights have a column an output. */
function wholeMatrix(name: string, blocks: Blocks): Tensor {
  const { rows, columns } = blocks;
  const values = fromBlocks(blocks);
  if (name === "embedding") return { shape: [rows, columns], values };
  return { shape: [columns, rows], values: transposed(values, rows, columns) };
}

/** No axis is empty: whoever walks along the others would walk as far as a file says. */
function shaped(tensor: onnx.ITensorProto, values: Tensor["values"]): Tensor | undefined {
  const shape = (tensor.dims ?? []).map(Number);
  const size = shape.reduce((product, axis) => product * axis, 1);
  return values.length === size && size > 0 ? { shape, values } : undefined;
}

function required(tensors: Tensors, name: string, rank: number, where: string = DECODER_FILE): Tensor {
  const matrix = tensors.get(name);
  if (matrix?.shape.length === rank) return matrix;
  throw foreign(matrix ? `its ${name} is [${matrix.shape.join(", ")}]` : `it has no ${name}`, where);
}

function foreign(how: string, where: string = DECODER_FILE): HomotopyError {
  const what = `The ${where === ENCODER_FILE ? "encoder" : "decoder"} is not the LSTM of Homotopy: ${how}`;
  return new HomotopyError("unavailable", what, where, "choose a model that Homotopy has trained");
}
