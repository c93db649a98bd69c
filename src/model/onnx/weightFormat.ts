/**
 * How a package keeps its weights. In all formats the graphs compute with float32, but for the products with matrices in
 * blocks; vectors stay float32, and a matrix whose rows are not whole blocks float16.
 *
 *   float32   as trained
 *   float16   matrices in half precision, widened when a session opens: half the size, the same speed
 *   int8      the same, with the embedding and the decoder's matrices in blocks of 8-bit numbers: a third of the size
 *   int4      the same in blocks of 4-bit numbers
 */
export const WEIGHT_FORMATS = ["float32", "float16", "int8", "int4"] as const;
export type WeightFormat = (typeof WEIGHT_FORMATS)[number];

/** Bits of a number in a block; undefined if the format has no blocks. */
export function blockBits(format: WeightFormat): BlockBits | undefined {
  if (format === "int8") return 8;
  return format === "int4" ? 4 : undefined;
}

/** What a block's numbers may have. */
export const BLOCK_BITS = [4, 8] as const;
export type BlockBits = (typeof BLOCK_BITS)[number];
