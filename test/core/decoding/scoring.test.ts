import fc from "fast-check";
import { expect, test } from "vitest";
import { scoreSentences } from "../../../src/core/decoding/scoring";
import { TableDecoder } from "./tableDecoder";

test("is the sum of the table's log-probabilities, end mark included, for any mix of lengths", async () => {
  const decoder = new TableDecoder(7);
  const sentence = fc.array(
    fc.integer({ min: 1, max: 6 }).filter((token) => token !== 2 && token !== 3),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(sentence, { minLength: 1, maxLength: 5 }), async (sentences) => {
      const latents = Float32Array.from(sentences, (_, row) => row / 8);
      const scores = await scoreSentences(decoder, latents, sentences);
      sentences.forEach((tokens, row) => {
        expect(scores[row]).toBeCloseTo(decoder.logProbability(tokens, latents.slice(row, row + 1)), 5);
      });
    }),
    { numRuns: 50 },
  );
});

test("finished sentences leave the batch", async () => {
  const decoder = new TableDecoder(7);
  await scoreSentences(decoder, Float32Array.of(0, 0, 0), [[4], [4, 5, 6], []]);
  expect(decoder.batches).toEqual([3, 2, 1, 1]);
});
