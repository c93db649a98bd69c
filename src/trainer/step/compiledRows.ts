/**
 * The gradient of an embedding lookup: each row's gradient added to its token's. Done here and not in the graph because
 * ONNX Runtime adds scattered rows either on one thread, element by element, or on several that overwrite each other.
 */

/** Adds rows [N, E] to those of their tokens [N] in the gradient of the table [V, E]. */
export function addRows(gradient: Float32Array, rows: Float32Array, tokens: Int32Array): void {
  const width = rows.length / tokens.length;
  for (let position = 0; position < tokens.length; position++) {
    const from = position * width;
    const to = (tokens[position] as number) * width;
    for (let index = 0; index < width; index++) {
      gradient[to + index] = (gradient[to + index] as number) + (rows[from + index] as number);
    }
  }
}
