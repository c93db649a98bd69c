import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conjugateGradient } from "../../../src/core/adversarial/conjugateGradient";
import {
  type Example,
  logisticRegression,
  logit,
  logLoss,
  surprisal,
} from "../../../src/core/adversarial/logisticRegression";
import { countsOf } from "../../../src/core/adversarial/words";

function example(words: readonly number[], positive: boolean): Example {
  return { features: countsOf(Int32Array.from(words)), positive };
}

function times(count: number, one: Example): Example[] {
  return Array.from({ length: count }, () => one);
}

describe("logistic regression", () => {
  it("has the weight ln 3 where sixteen of twenty examples of a word are positive and λ = 1 / ln 3", () => {
    // Stationary: 16 (1 − σ(w)) − 4 σ(w) = λ w with σ(ln 3) = ¾. The second word mirrors the first, so b = 0.
    const examples = [
      ...times(16, example([0], true)),
      ...times(4, example([0], false)),
      ...times(4, example([1], true)),
      ...times(16, example([1], false)),
    ];
    const { weights, intercept } = logisticRegression(examples, { size: 2, penalty: 1 / Math.log(3) });
    expect(weights[0]).toBeCloseTo(Math.log(3), 9);
    expect(weights[1]).toBeCloseTo(-Math.log(3), 9);
    expect(intercept).toBeCloseTo(0, 9);
  });

  it("has the log-odds of the classes as its intercept where no word says anything", () => {
    const examples = [...times(30, example([], true)), ...times(10, example([], false))];
    const model = logisticRegression(examples, { size: 3, penalty: 1 });
    expect(model.intercept).toBeCloseTo(Math.log(3), 9);
    expect([...model.weights]).toEqual([0, 0, 0]);
    expect(logLoss(model, examples)).toBeCloseTo(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25), 9);
  });

  it("has no gradient at its solution, from anywhere", () => {
    const examplesOf = fc.array(fc.tuple(fc.array(fc.nat(4), { maxLength: 5 }), fc.boolean()), { minLength: 2 });
    fc.assert(
      fc.property(examplesOf, fc.constantFrom(0.1, 1, 10), (raw, penalty) => {
        // With both classes there is a finite intercept.
        const examples = [
          ...raw.map(([words, positive]) => example(words, positive)),
          example([0], true),
          example([1], false),
        ];
        const start = { weights: Float64Array.of(3, -2, 0, 1, 5), intercept: -4 };
        for (const model of [
          logisticRegression(examples, { size: 5, penalty }),
          logisticRegression(examples, { size: 5, penalty, start }),
        ]) {
          const gradient = [...model.weights].map((weight) => penalty * weight);
          let ofIntercept = 0;
          for (const { features, positive } of examples) {
            const residual = 1 / (1 + Math.exp(-logit(model, features))) - (positive ? 1 : 0);
            ofIntercept += residual;
            for (const [index, id] of features.ids.entries()) gradient[id] += residual * features.counts[index];
          }
          for (const value of [...gradient, ofIntercept]) expect(Math.abs(value)).toBeLessThan(1e-6);
        }
      }),
    );
  });
});

it("keeps the surprisal of sure classes", () => {
  expect(surprisal(0, true)).toBeCloseTo(Math.log(2), 12);
  expect(surprisal(1000, true)).toBe(0);
  expect(surprisal(1000, false)).toBe(1000);
});

it("solves a symmetric system by conjugate gradients", () => {
  const matrix = [
    [4, 1, 0],
    [1, 3, -1],
    [0, -1, 2],
  ];
  const expected = [1, -2, 3];
  const product = (vector: Float64Array | number[]) =>
    Float64Array.from(matrix, (row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));
  const x = conjugateGradient(product, product(expected), 1e-12);
  for (const [i, value] of expected.entries()) expect(x[i]).toBeCloseTo(value, 9);
  expect([...conjugateGradient(product, new Float64Array(3), 1e-12)]).toEqual([0, 0, 0]);
});
