/**
 * The safetensors format (Hugging Face): eight bytes of header length, a JSON header of names, types, shapes and offsets,
 * then the tensors' bytes, little-endian. Both ways go tensor by tensor: no second copy of a model in memory.
 */
import { type FileHandle, open } from "node:fs/promises";
import * as z from "zod";
import { HomotopyError, messageOf } from "../core/errors";
import { type ByteSink, errorCode } from "./package/storage";

export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Free text by key, as the format allows. */
  readonly metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 8;
/** The reference implementation's bound. */
const LARGEST_HEADER = 100_000_000;
const CHUNK_BYTES = 1 << 22;

const ALLOCATE = {
  F64: (length: number) => new Float64Array(length),
  I64: (length: number) => new BigInt64Array(length),
  F32: (length: number) => new Float32Array(length),
  I32: (length: number) => new Int32Array(length),
  U8: (length: number) => new Uint8Array(length),
} as const;
type ElementName = keyof typeof ALLOCATE;

const entrySchema = z.strictObject({
  dtype: z.enum(["F64", "I64", "F32", "I32", "U8"]),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string());

type Entry = z.infer<typeof entrySchema> & { readonly name: string };

/** Writes tensors to a sink. Memory that is shared with other threads is copied piece by piece. */
export async function writeSafetensors(sink: ByteSink, file: TensorFile): Promise<void> {
  // Wide elements first, so that every tensor begins at a multiple of its element's size.
  const order = [...file.tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let offset = 0;
  const entries = order.map(([name, { shape, data }]) => {
    if (elements(shape) !== data.length) {
      throw new RangeError(`${name}: ${data.length} numbers do not make the shape [${shape}]`);
    }
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: elementName(data), shape, data_offsets: [begin, offset] }] as const;
  });
  const metadata = Object.keys(file.metadata).length > 0 ? [["__metadata__", file.metadata] as const] : [];
  await sink.write(frame(JSON.stringify(Object.fromEntries([...metadata, ...entries]))));
  for (const [, { data }] of order) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) await sink.write(bytes.slice(at, at + CHUNK_BYTES));
  }
}

/** @throws HomotopyError "bad-model" that names the file and, where there is one, the tensor. */
export async function readSafetensors(path: string): Promise<TensorFile> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw damaged(path, errorCode(error) === "ENOENT" ? "There is no such file" : messageOf(error));
  });
  try {
    const { size } = await handle.stat();
    const { entries, metadata, dataStart } = await readHeader(handle, size, path);
    const tensors = new Map<string, StoredTensor>();
    for (const { name, dtype, shape, data_offsets } of entries) {
      const data = ALLOCATE[dtype](elements(shape));
      await fill(handle, new Uint8Array(data.buffer), dataStart + data_offsets[0], path);
      tensors.set(name, { shape, data });
    }
    return { tensors, metadata };
  } finally {
    await handle.close();
  }
}

interface Header {
  readonly entries: readonly Entry[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Where in the file offset 0 of the data lies. */
  readonly dataStart: number;
}

async function readHeader(handle: FileHandle, size: number, path: string): Promise<Header> {
  if (size < LENGTH_BYTES) throw damaged(path, `The file has only ${size} bytes`);
  const prefix = new Uint8Array(LENGTH_BYTES);
  await fill(handle, prefix, 0, path);
  const length = Number(new DataView(prefix.buffer).getBigUint64(0, true));
  const dataStart = LENGTH_BYTES + length;
  if (length > LARGEST_HEADER || dataStart > size) throw damaged(path, `A header of ${length} bytes does not fit`);
  const bytes = new Uint8Array(length);
  await fill(handle, bytes, LENGTH_BYTES, path);

  const { __metadata__, ...tensors } = parseHeader(bytes, path);
  const metadata = metadataSchema.safeParse(__metadata__ ?? {});
  if (!metadata.success) throw damaged(path, "The metadata are not text by name");
  const entries = Object.entries(tensors).map(([name, value]) => checkedEntry(name, value, path));
  checkCoverage(entries, size - dataStart, path);
  return { entries, metadata: metadata.data, dataStart };
}

function parseHeader(bytes: Uint8Array, path: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw damaged(path, "The header is no JSON object", cause);
  }
}

function checkedEntry(name: string, value: unknown, path: string): Entry {
  const entry = entrySchema.safeParse(value);
  if (!entry.success) {
    const [issue] = entry.error.issues;
    throw damaged(path, `The tensor ${name} has a bad entry (${issue?.path.join(".")}: ${issue?.message})`);
  }
  const [begin, end] = entry.data.data_offsets;
  const bytes = elements(entry.data.shape) * ALLOCATE[entry.data.dtype](0).BYTES_PER_ELEMENT;
  if (end - begin !== bytes) throw damaged(path, `The tensor ${name} spans ${end - begin} bytes instead of ${bytes}`);
  return { name, ...entry.data };
}

/** Tensors lie end to end and fill the file: no gap to hide something in, no overlap, nothing cut off. */
function checkCoverage(entries: readonly Entry[], available: number, path: string): void {
  const sorted = [...entries].sort(
    (a, b) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  );
  let expected = 0;
  for (const { name, data_offsets } of sorted) {
    if (data_offsets[0] !== expected) throw damaged(path, `The tensor ${name} does not follow on the one before it`);
    expected = data_offsets[1];
  }
  if (expected !== available) throw damaged(path, `The tensors need ${expected} bytes, the file has ${available}`);
}

async function fill(handle: FileHandle, bytes: Uint8Array, position: number, path: string): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw damaged(path, "The file ends too early");
    done += bytesRead;
  }
}

/** Length, header, and spaces up to a multiple of eight, where the data begin. */
function frame(header: string): Uint8Array {
  const text = new TextEncoder().encode(header);
  const padded = Math.ceil(text.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + padded).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

function elementName(data: TensorData): ElementName {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  if (data instanceof Int32Array) return "I32";
  return data instanceof BigInt64Array ? "I64" : "U8";
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

function damaged(path: string, what: string, cause?: unknown): HomotopyError {
  const advice = "the file is missing or damaged: copy it again, or train or export the model again";
  return new HomotopyError("bad-model", what, path, advice, { cause });
}
