import { expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { layOutSentences, shuffledBatches } from "../../../src/trainer/adversarial/classifierBatch";

const END = 9;

function sentence(real: boolean, ...words: readonly number[]) {
  return { words: Int32Array.from(words), real };
}

it("pads in front, so that the end mark comes last for every sentence", () => {
  const batch = layOutSentences([sentence(true, 1, 2, 3), sentence(false, 4)], END);
  expect(batch).toEqual({
    rows: 2,
    time: 4,
    tokens: Int32Array.of(1, END, 2, END, 3, 4, END, END),
    mask: Float32Array.of(1, 0, 1, 0, 1, 1, 1, 1),
    real: Float32Array.of(1, 0),
  });
});

it("reads the end of a sentence that is too long", () => {
  const { time, tokens } = layOutSentences([sentence(true, ...Array.from({ length: 150 }, (_, n) => n + 10))], END);
  expect(time).toBe(101);
  expect([tokens[0], tokens[99]]).toEqual([60, 159]);
});

it("takes every sentence once, neighbours in length together, in an order of the seed", () => {
  const sentences = Array.from({ length: 70 }, (_, n) => sentence(true, ...Array(1 + (n % 7)).fill(n)));
  const batches = shuffledBatches(sentences, 10, seeded(1));
  expect(batches).toHaveLength(7);
  expect(new Set(batches.flat())).toEqual(new Set(sentences));
  for (const batch of batches) expect(new Set(batch.map(({ words }) => words.length)).size).toBe(1);
  expect(shuffledBatches(sentences, 10, seeded(1))).toEqual(batches);
  expect(shuffledBatches(sentences, 10, seeded(2))).not.toEqual(batches);
});
