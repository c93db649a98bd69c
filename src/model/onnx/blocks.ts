/**
 * Matrices in blocks of 32 numbers of 4 or 8 bits with one scale, w ≈ scale · (q − 2^(bits − 1)), as ONNX Runtime's operator
 * MatMulNBits reads them: a row is whole blocks, and of two 4-bit numbers in a byte the first is the lower half.
 */
import type { BlockBits } from "./weightFormat";

export const BLOCK_SIZE = 32;

export interface Blocks {
  readonly bits: BlockBits;
  readonly rows: number;
  /** A multiple of the block size. */
  readonly columns: number;
  /** [rows, blocks, bytes of a block] */
  readonly data: Uint8Array;
  /** [rows, blocks] */
  readonly scales: Float32Array;
}

/** Whether rows of so many columns are whole blocks. */
export function fillsBlocks(columns: number): boolean {
  return columns % BLOCK_SIZE === 0;
}

export function bytesOfBlock(bits: BlockBits): number {
  return (BLOCK_SIZE * bits) / 8;
}

/** A matrix [rows, columns], row-major, with every number at the nearest that its block can hold. */
export function toBlocks(values: Float32Array, rows: number, columns: number, bits: BlockBits): Blocks {
  if (!fillsBlocks(columns)) throw new RangeError(`Rows of ${columns} are not whole blocks`);
  const scales = new Float32Array(values.length / BLOCK_SIZE);
  const data = new Uint8Array(scales.length * bytesOfBlock(bits));
  for (let block = 0; block < scales.length; block++) {
    const numbers = values.subarray(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE);
    scales[block] = scaleOf(numbers, bits);
    data.set(packed(numbers, scales[block], bits), block * bytesOfBlock(bits));
  }
  return { bits, rows, columns, data, scales };
}

/** The matrix that the blocks stand for, [rows, columns], row-major. */
export function fromBlocks({ bits, data, scales }: Pick<Blocks, "bits" | "data" | "scales">): Float32Array {
  const middle = 2 ** (bits - 1);
  return Float32Array.from({ length: scales.length * BLOCK_SIZE }, (_, index) => {
    return scales[Math.floor(index / BLOCK_SIZE)] * (numberAt(data, index, bits) - middle);
  });
}

/** The number of largest magnitude is exact: it is at the end of −2^(bits − 1) … 2^(bits − 1) − 1 that is further out. */
function scaleOf(numbers: Float32Array, bits: BlockBits): number {
  const extreme = numbers.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return extreme / -(2 ** (bits - 1));
}

function packed(numbers: Float32Array, scale: number, bits: BlockBits): Uint8Array {
  const middle = 2 ** (bits - 1);
  const bytes = new Uint8Array(bytesOfBlock(bits));
  for (const [index, value] of numbers.entries()) {
    const nearest = scale === 0 ? 0 : Math.round(value / scale);
    const q = Math.max(0, Math.min(2 * middle - 1, nearest + middle));
    if (bits === 8) bytes[index] = q;
    else bytes[index >> 1] |= index % 2 === 0 ? q : q << 4;
  }
  return bytes;
}

function numberAt(data: Uint8Array, index: number, bits: BlockBits): number {
  if (bits === 8) return data[index];
  const pair = data[index >> 1];
  return index % 2 === 0 ? pair & 15 : pair >> 4;
}
