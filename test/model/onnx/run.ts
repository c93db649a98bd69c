import { InferenceSession, Tensor } from "onnxruntime-node";

/** Runs a model once on the cpu. Numbers become float32 tensors, bigints int64. */
export async function runModel(
  model: Uint8Array,
  feeds: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float32Array | BigInt64Array }>>,
): Promise<Record<string, { readonly shape: readonly number[]; readonly data: number[] }>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const inputs = Object.entries(feeds).map(([name, { shape, data }]) => [
      name,
      data instanceof Float32Array ? new Tensor("float32", data, shape) : new Tensor("int64", data, shape),
    ]);
    const outputs = await session.run(Object.fromEntries(inputs));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, tensor]) => [
        name,
        { shape: tensor.dims, data: Array.from(tensor.data as Iterable<number | bigint>, Number) },
      ]),
    );
  } finally {
    await session.release();
  }
}

export function int64(shape: readonly number[], values: ArrayLike<number>) {
  return { shape, data: BigInt64Array.from(Array.from(values, BigInt)) };
}

export function float32(shape: readonly number[], values: ArrayLike<number>) {
  return { shape, data: Float32Array.from(values) };
}

/** The greatest absolute difference of two equally long lists. */
export function greatestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  // NaN must not pass for agreement: `Math.max` keeps it.
  return Array.from(found, (value, index) => Math.abs(value - expected[index])).reduce((a, b) => Math.max(a, b), 0);
}
