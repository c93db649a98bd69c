import fc from "fast-check";
import { expect, test } from "vitest";
import { bleuCounts, sentenceBleu } from "../../../src/core/metrics/bleu";
import { selfBleu } from "../../../src/core/metrics/selfBleu";

/** Each sample against all others, as the definition says. */
function slowReference(samples: readonly (readonly string[])[]): number {
  const scores = samples.map((sample, index) =>
    sentenceBleu(
      bleuCounts(
        sample,
        samples.filter((_, i) => i !== index),
      ),
    ),
  );
  return scores.reduce((sum, score) => sum + score, 0) / samples.length;
}

test("equals the comparison of each with each", () => {
  const sample = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 7 });
  fc.assert(
    fc.property(fc.array(sample, { minLength: 2, maxLength: 7 }), (samples) => {
      expect(selfBleu(samples)).toBeCloseTo(slowReference(samples), 10);
    }),
  );
});

test("is 1 where all are the same, 0 where they share no word, and unknown of one", () => {
  const same = ["the", "same", "old", "story"];
  expect(selfBleu([same, same, same])).toBe(1);
  expect(
    selfBleu([
      ["a", "b"],
      ["c", "d"],
    ]),
  ).toBe(0);
  expect(selfBleu([same])).toBeNaN();
});
