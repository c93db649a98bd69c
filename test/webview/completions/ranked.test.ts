import { expect, test } from "vitest";
import type { Completion } from "../../../src/core/exploration";
import { odds } from "../../../webview/completions/odds";
import { ranked } from "../../../webview/completions/ranked";

const completion = (text: string, gapLogProbability: number) => ({
  text,
  gapLogProbability,
  ...{ filled: [text], logProbability: -1, gapTokens: 1, round: 1 },
});

const search = (...completions: Completion[]) => {
  return { result: { model: "", method: "beam" as const, completions, trace: [] }, milliseconds: 1 };
};

test("shares of probabilities that underflow", () => {
  const { beam } = ranked({ beam: search(completion("a", -1000), completion("b", -1000 + Math.log(3))) });
  expect(beam[0].share).toBeCloseTo(0.25, 12);
  expect(beam[1].share).toBeCloseTo(0.75, 12);
  expect(ranked({})).toEqual({ beam: [], icm: [] });
});

test("shares are of what both methods found, each text once", () => {
  const beam = search(completion("a", Math.log(0.2)), completion("b", Math.log(0.1)));
  const icm = search(completion("a", Math.log(0.2)), completion("c", Math.log(0.1)));
  expect(ranked({ beam, icm }).beam.map(({ share, isShared }) => [share.toFixed(3), isShared])).toEqual([
    ["0.500", true],
    ["0.250", false],
  ]);
});

test("a text that both methods found is as probable in both lists", () => {
  const beam = search(completion("a", -1), completion("b", -2), completion("c", -3));
  const icm = search(completion("c", -3.5), completion("b", -2.5), completion("d", -4));
  const lists = ranked({ beam, icm });
  expect(lists.beam.map(({ gapLogProbability }) => gapLogProbability)).toEqual([-1.5, -2.5, -3.5]);
  expect(lists.icm.map(({ gapLogProbability }) => gapLogProbability)).toEqual([-3.5, -2.5, -4]);
});

test.each([
  [0.999, "almost certain"],
  [0.3, "30 in 100"],
  [0.1, "10 in 100"],
  [0.04, "1 in 25"],
  [1 / 12345, "1 in 12,000"],
  [1e-12, "less than 1 in a billion"],
  [0, "less than 1 in a billion"],
])("a probability of %d in words", (probability, words) => {
  expect(odds(Math.log(probability))).toBe(words);
});
