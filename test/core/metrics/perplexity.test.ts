import { expect, test } from "vitest";
import { perplexity } from "../../../src/core/metrics/perplexity";

test("the same likelihood of the Penn Treebank test set is two perplexities", () => {
  const sentences = 3761;
  const tokens = 78_669 + sentences;
  const { withEos, withoutEos } = perplexity(100 * sentences, tokens, sentences);
  expect(withEos).toBeCloseTo(95.84, 2);
  expect(withoutEos).toBeCloseTo(119.2, 0);
});
