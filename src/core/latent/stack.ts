/** Rows of equal width one after the other, [rows, width] row-major: how a batch of latents is handed to a decoder. */
export function stackRows(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const stacked = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    stacked.set(row, index * width);
  });
  return stacked;
}
