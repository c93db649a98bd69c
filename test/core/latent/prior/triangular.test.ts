import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cholesky, invertLower, logDeterminant, timesLower } from "../../../../src/core/latent/prior/triangular";

/** A lower triangle with a diagonal well above 0. */
const triangle = (d: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: d * d, maxLength: d * d }).map((values) =>
    Float64Array.from(values, (value, index) => {
      const [row, column] = [Math.floor(index / d), index % d];
      return column > row ? 0 : column === row ? 1 + Math.abs(value) : value;
    }),
  );

const product = (a: Float64Array, b: (k: number, column: number) => number, d: number) =>
  Float64Array.from({ length: d * d }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += a[Math.floor(index / d) * d + k] * b(k, index % d);
    return sum;
  });

const D = 5;

describe("lower triangles", () => {
  it("give the factor of L Lᵀ back", () => {
    fc.assert(
      fc.property(triangle(D), (factor) => {
        const matrix = product(factor, (k, column) => factor[column * D + k], D);
        const found = cholesky(matrix, D) ?? [];
        for (const [index, value] of factor.entries()) expect(found[index]).toBeCloseTo(value, 9);
      }),
    );
  });

  it("have an inverse that undoes them", () => {
    fc.assert(
      fc.property(triangle(D), (factor) => {
        const inverse = invertLower(factor, D);
        const identity = product(factor, (k, column) => inverse[k * D + column], D);
        for (const [index, value] of identity.entries()) {
          expect(value).toBeCloseTo(index % (D + 1) === 0 ? 1 : 0, 9);
        }
      }),
    );
  });

  it("know products and determinants", () => {
    const factor = Float64Array.of(2, 0, 1, 3);
    expect([...timesLower(factor, [1, 10], 2)]).toEqual([2, 31]);
    expect(logDeterminant(factor, 2)).toBeCloseTo(0.5 * Math.log(36));
  });

  it("are none of a matrix that is not positive definite", () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeUndefined();
    expect(cholesky(Float64Array.of(0), 1)).toBeUndefined();
  });
});
