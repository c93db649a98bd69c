import type { Batch } from "./batch";

/** Values a position and row in each of a batch's time-major parts. */
type Column = Float32Array | Int32Array;

/**
 * Splits a batch by rows into `parts` of the same time and nearly the same rows, for workers that add their gradients.
 * A batch of fewer rows gives one part a row.
 */
export function shard(batch: Batch, parts: number): Batch[] {
  const count = Math.max(1, Math.min(parts, batch.rows));
  return Array.from({ length: count }, (_, part) => {
    const start = Math.floor((part * batch.rows) / count);
    return rowsOf(batch, start, Math.floor(((part + 1) * batch.rows) / count));
  });
}

function rowsOf(batch: Batch, start: number, end: number): Batch {
  const columns = <T extends Column>(values: T): T => cut(values, batch, start, end);
  const latent = batch.noise.length / batch.rows;
  const targetWeights = columns(batch.targetWeights);
  return {
    rows: end - start,
    time: batch.time,
    encoderTokens: columns(batch.encoderTokens),
    encoderMask: columns(batch.encoderMask),
    decoderTokens: columns(batch.decoderTokens),
    targets: columns(batch.targets),
    targetWeights,
    noise: batch.noise.slice(start * latent, end * latent),
    ...(batch.dropout
      ? {
          dropout: {
            encoderInput: columns(batch.dropout.encoderInput),
            decoderInput: columns(batch.dropout.decoderInput),
            output: columns(batch.dropout.output),
          },
        }
      : {}),
    tokens: targetWeights.reduce((sum, weight) => sum + weight, 0),
    sentences: batch.sentences.slice(start, end),
  };
}

/** Rows of [T·B] or [T·B·width] values. */
function cut<T extends Column>(values: T, { rows, time }: Batch, start: number, end: number): T;
function cut(values: Column, { rows, time }: Batch, start: number, end: number): Column {
  const width = values.length / (rows * time);
  const size = (end - start) * width;
  const part = values instanceof Float32Array ? new Float32Array(time * size) : new Int32Array(time * size);
  for (let t = 0; t < time; t++) {
    part.set(values.subarray((t * rows + start) * width, (t * rows + end) * width), t * size);
  }
  return part;
}
