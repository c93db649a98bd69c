/** Conjugate gradients (Hestenes and Stiefel 1952) for A x = b with a symmetric positive definite A known by its products. */

const MOST_STEPS = 250;

/** x from 0 on until ‖b − A x‖ ≤ tolerance · ‖b‖, or after 250 steps: then still a direction of descent. */
export function conjugateGradient(
  times: (vector: Float64Array) => Float64Array,
  b: Float64Array,
  tolerance: number,
): Float64Array {
  const x = new Float64Array(b.length);
  const residual = b.slice();
  const direction = b.slice();
  let square = dot(residual, residual);
  const enough = tolerance * tolerance * square;
  for (let step = 0; step < MOST_STEPS && square > enough && square > 0; step++) {
    const image = times(direction);
    const length = square / dot(direction, image);
    for (let i = 0; i < x.length; i++) {
      x[i] += length * direction[i];
      residual[i] -= length * image[i];
    }
    const next = dot(residual, residual);
    for (let i = 0; i < x.length; i++) direction[i] = residual[i] + (next / square) * direction[i];
    square = next;
  }
  return x;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
