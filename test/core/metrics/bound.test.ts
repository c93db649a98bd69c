import { expect, test } from "vitest";
import { summarizeBound } from "../../../src/core/metrics/bound";

test("sums over sentences, perplexities over tokens with and without end marks", () => {
  const summary = summarizeBound([
    { reconstruction: 10, kl: 2, tokens: 5 },
    { reconstruction: 6, kl: 0, tokens: 3 },
  ]);
  expect(summary).toMatchObject({ sentences: 2, tokens: 8, bound: 9, reconstruction: 8, kl: 1 });
  expect(summary.perplexity.withEos).toBeCloseTo(Math.exp(18 / 8), 10);
  expect(summary.perplexity.withoutEos).toBeCloseTo(Math.exp(18 / 6), 10);
});

test("a uniform model over V words has perplexity V with end marks", () => {
  const tokens = 7;
  const summary = summarizeBound([{ reconstruction: tokens * Math.log(50), kl: 0, tokens }]);
  expect(summary.perplexity.withEos).toBeCloseTo(50, 8);
});
