/**
 * The layout of a token file, so that it can be written in one stream and read a block at a time (little-endian):
 *
 *   magic    8 bytes
 *   blocks   each: lengths uint32 [sentences], then ids uint16 or uint32 [tokens]
 *   index    histogram float64 [lengths], then sentences and tokens of each block float64 [blocks, 2]
 *   footer   64 bytes: uint32 version, bytes an id, vocabulary, blocks, lengths, 0; float64 sentences, tokens, offset of
 *            the index; 8 bytes of SHA-256 over the index and the footer so far; magic
 */
import { createHash } from "node:crypto";

export type TokenIds = Uint16Array | Uint32Array;

export const MAGIC = new TextEncoder().encode("homotok1");
export const FOOTER_BYTES = 64;
const VERSION = 1;
const CHECKSUM_AT = 48;
const CHECKSUM_BYTES = 8;
const LARGEST_SHORT_VOCABULARY = 65536;

export interface BlockSize {
  readonly sentences: number;
  readonly tokens: number;
}

export interface TokenIndex {
  readonly vocabulary: number;
  /** `histogram[t]`: sentences of t positions, the end mark among them. */
  readonly histogram: Float64Array;
  readonly blocks: readonly BlockSize[];
}

export interface Footer {
  readonly vocabulary: number;
  readonly blocks: number;
  readonly lengths: number;
  readonly sentences: number;
  readonly tokens: number;
  readonly indexOffset: number;
}

function idBytes(vocabulary: number): 2 | 4 {
  return vocabulary <= LARGEST_SHORT_VOCABULARY ? 2 : 4;
}

export function blockBytes(block: BlockSize, vocabulary: number): number {
  return 4 * block.sentences + idBytes(vocabulary) * block.tokens;
}

export function encodeBlock(sentences: readonly (readonly number[])[], vocabulary: number): Uint8Array {
  const tokens = sentences.reduce((sum, sentence) => sum + sentence.length, 0);
  const bytes = new Uint8Array(blockBytes({ sentences: sentences.length, tokens }, vocabulary));
  new Uint32Array(bytes.buffer, 0, sentences.length).set(sentences.map((sentence) => sentence.length));
  const ids = idsOf(bytes, sentences.length, vocabulary);
  let offset = 0;
  for (const sentence of sentences) {
    ids.set(sentence, offset);
    offset += sentence.length;
  }
  return bytes;
}

/** The sentences of a block, views of `bytes`; undefined if they cannot be right. `bytes` starts its buffer. */
export function decodeBlock(bytes: Uint8Array, block: BlockSize, vocabulary: number): TokenIds[] | undefined {
  const lengths = new Uint32Array(bytes.buffer, 0, block.sentences);
  const ids = idsOf(bytes, block.sentences, vocabulary);
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum !== ids.length || !ids.every((id: number) => id < vocabulary)) return undefined;
  let end = 0;
  return Array.from(lengths, (length) => {
    end += length;
    return ids.subarray(end - length, end);
  });
}

function idsOf(bytes: Uint8Array, sentences: number, vocabulary: number): TokenIds {
  const offset = 4 * sentences;
  return idBytes(vocabulary) === 2 ? new Uint16Array(bytes.buffer, offset) : new Uint32Array(bytes.buffer, offset);
}

/** Index and footer, as they end the file. `indexOffset`: bytes before them. */
export function encodeIndex({ vocabulary, histogram, blocks }: TokenIndex, indexOffset: number): Uint8Array {
  const index = [...histogram, ...blocks.flatMap(({ sentences, tokens }) => [sentences, tokens])];
  const bytes = new Uint8Array(8 * index.length + FOOTER_BYTES);
  new Float64Array(bytes.buffer, 0, index.length).set(index);
  const footer = new DataView(bytes.buffer, 8 * index.length);
  const total = (key: keyof BlockSize): number => blocks.reduce((sum, block) => sum + block[key], 0);
  [VERSION, idBytes(vocabulary), vocabulary, blocks.length, histogram.length, 0].forEach((field, position) => {
    footer.setUint32(4 * position, field, true);
  });
  [total("sentences"), total("tokens"), indexOffset].forEach((field, position) => {
    footer.setFloat64(24 + 8 * position, field, true);
  });
  bytes.set(checksum(bytes), 8 * index.length + CHECKSUM_AT);
  bytes.set(MAGIC, bytes.length - MAGIC.length);
  return bytes;
}

/** What the last 64 bytes say; undefined if this is no token file of this version. */
export function decodeFooter(bytes: Uint8Array): Footer | undefined {
  if (bytes.length !== FOOTER_BYTES || !equal(bytes.subarray(-MAGIC.length), MAGIC)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, FOOTER_BYTES);
  const vocabulary = view.getUint32(8, true);
  if (view.getUint32(0, true) !== VERSION || view.getUint32(4, true) !== idBytes(vocabulary)) return undefined;
  return {
    vocabulary,
    blocks: view.getUint32(12, true),
    lengths: view.getUint32(16, true),
    sentences: view.getFloat64(24, true),
    tokens: view.getFloat64(32, true),
    indexOffset: view.getFloat64(40, true),
  };
}

/** The index from all bytes from `indexOffset` on; undefined if they are not what was written. */
export function decodeIndex(bytes: Uint8Array, footer: Footer): TokenIndex | undefined {
  const numbers = (bytes.length - FOOTER_BYTES) / 8;
  if (numbers !== footer.lengths + 2 * footer.blocks) return undefined;
  const stored = bytes.subarray(8 * numbers + CHECKSUM_AT, 8 * numbers + CHECKSUM_AT + CHECKSUM_BYTES);
  if (!equal(stored, checksum(bytes))) return undefined;
  const index = new Float64Array(bytes.slice().buffer, 0, numbers);
  const blocks = Array.from({ length: footer.blocks }, (_, block) => ({
    sentences: index[footer.lengths + 2 * block],
    tokens: index[footer.lengths + 2 * block + 1],
  }));
  return { vocabulary: footer.vocabulary, histogram: index.slice(0, footer.lengths), blocks };
}

function checksum(indexAndFooter: Uint8Array): Uint8Array {
  const signed = indexAndFooter.subarray(0, indexAndFooter.length - FOOTER_BYTES + CHECKSUM_AT);
  return createHash("sha256").update(signed).digest().subarray(0, CHECKSUM_BYTES);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
