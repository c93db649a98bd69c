/** Lower triangular matrices [d, d], row-major: what a covariance Σ = L Lᵀ is kept and computed as. */

/** Lower triangle L with L Lᵀ = `matrix` (symmetric, [d, d]); undefined unless the matrix is positive definite. */
export function cholesky(matrix: Float64Array, d: number): Float64Array | undefined {
  const factor = new Float64Array(d * d);
  for (let row = 0; row < d; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * d + column];
      for (let k = 0; k < column; k++) sum -= factor[row * d + k] * factor[column * d + k];
      if (row !== column) factor[row * d + column] = sum / factor[column * d + column];
      else if (sum > 0) factor[row * d + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return factor;
}

/** L⁻¹, lower triangular too, by forward substitution. */
export function invertLower(factor: Float64Array, d: number): Float64Array {
  const inverse = new Float64Array(d * d);
  for (let column = 0; column < d; column++) {
    inverse[column * d + column] = 1 / factor[column * d + column];
    for (let row = column + 1; row < d; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) sum -= factor[row * d + k] * inverse[k * d + column];
      inverse[row * d + column] = sum / factor[row * d + row];
    }
  }
  return inverse;
}

/** L x. */
export function timesLower(factor: Float64Array, x: ArrayLike<number>, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, row) => timesRow(factor, x, d, row));
}

/** ‖L x‖². */
export function squaredNorm(factor: Float64Array, x: Float64Array, d: number): number {
  let norm = 0;
  for (let row = 0; row < d; row++) norm += timesRow(factor, x, d, row) ** 2;
  return norm;
}

function timesRow(factor: Float64Array, x: ArrayLike<number>, d: number, row: number): number {
  let sum = 0;
  for (let k = 0; k <= row; k++) sum += factor[row * d + k] * x[k];
  return sum;
}

/** ½ ln |L Lᵀ|. */
export function logDeterminant(factor: Float64Array, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += Math.log(factor[k * d + k]);
  return sum;
}
