/**
 * The Gaussian as an exponential family: ln N(z; m, Σ) = θ · φ(z) with φ(z) = (1, z, the lower triangle of z zᵀ). It is linear
 * in φ, so its expectation over a posterior is θ · E_q[φ], exactly; and Σ_n r_n E_q[φ] is all that a fit needs to know.
 * Wainwright and Jordan 2008, *Graphical Models, Exponential Families, and Variational Inference*, §3.
 */
import { invertLower, logDeterminant } from "./triangular";

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Numbers in φ. */
export function statisticsLength(d: number): number {
  return 1 + d + (d * (d + 1)) / 2;
}

/** E[φ(z)] over z ~ N(`mean`, diag `variance`): `into` holds 1, μ, and the lower triangle of μ μᵀ + diag σ², row by row. */
export function expectedStatistics(mean: Float64Array, variance: Float64Array, into: Float64Array): Float64Array {
  const d = mean.length;
  into[0] = 1;
  let index = 1;
  for (let row = 0; row < d; row++) into[index++] = mean[row];
  for (let row = 0; row < d; row++) {
    const value = mean[row];
    for (let column = 0; column <= row; column++) into[index++] = value * mean[column];
    into[index - 1] += variance[row];
  }
  return into;
}

/** θ of N(`mean`, L Lᵀ): its normalising constant, Σ⁻¹ m, and −½ Σ⁻¹ with each pair off the diagonal taken once. */
export function naturalParameters(mean: Float64Array, factor: Float64Array): Float64Array {
  const d = mean.length;
  const precision = precisionOf(factor, d);
  const parameters = new Float64Array(statisticsLength(d));
  let constant = -0.5 * d * LOG_TWO_PI - logDeterminant(factor, d);
  let index = 1 + d;
  for (let row = 0; row < d; row++) {
    let linear = 0;
    for (let column = 0; column < d; column++) linear += precision[row * d + column] * mean[column];
    parameters[1 + row] = linear;
    constant -= 0.5 * linear * mean[row];
    for (let column = 0; column <= row; column++) {
      parameters[index++] = precision[row * d + column] * (row === column ? -0.5 : -1);
    }
  }
  parameters[0] = constant;
  return parameters;
}

/** Mean and covariance [d, d] of the sum of `count` statistics. */
export function moments(
  statistics: Float64Array,
  d: number,
): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const count = statistics[0];
  const mean = statistics.slice(1, 1 + d).map((sum) => sum / count);
  const covariance = new Float64Array(d * d);
  let index = 1 + d;
  for (let row = 0; row < d; row++) {
    for (let column = 0; column <= row; column++) {
      const value = statistics[index++] / count - mean[row] * mean[column];
      covariance[row * d + column] = value;
      covariance[column * d + row] = value;
    }
  }
  return { mean, covariance };
}

/** Σ⁻¹ = L⁻ᵀ L⁻¹, [d, d]. */
export function precisionOf(factor: Float64Array, d: number): Float64Array {
  const inverse = invertLower(factor, d);
  const precision = new Float64Array(d * d);
  for (let row = 0; row < d; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0;
      for (let k = row; k < d; k++) sum += inverse[k * d + row] * inverse[k * d + column];
      precision[row * d + column] = sum;
      precision[column * d + row] = sum;
    }
  }
  return precision;
}

/** a · b, in four sums that do not wait for each other. */
export function dot(a: Float64Array, b: Float64Array): number {
  const { length } = a;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    s0 += a[index] * b[index];
    s1 += a[index + 1] * b[index + 1];
    s2 += a[index + 2] * b[index + 2];
    s3 += a[index + 3] * b[index + 3];
  }
  for (; index < length; index++) s0 += a[index] * b[index];
  return s0 + s1 + s2 + s3;
}

/** sum += weight · values, four at a time: half again as fast. */
export function addScaled(sum: Float64Array, weight: number, values: Float64Array): void {
  const { length } = values;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    sum[index] += weight * values[index];
    sum[index + 1] += weight * values[index + 1];
    sum[index + 2] += weight * values[index + 2];
    sum[index + 3] += weight * values[index + 3];
  }
  for (; index < length; index++) sum[index] += weight * values[index];
}
