import { expect, test } from "vitest";
import { countWords, splitIntoWords } from "../../../src/core/metrics/words";

test("pre-tokenised text has its words between spaces", () => {
  expect(splitIntoWords("mr. <unk> is  n't N years old", "spaced")).toEqual([
    "mr.",
    "<unk>",
    "is",
    "n't",
    "N",
    "years",
    "old",
  ]);
});

test("other text has those of Unicode, each mark by itself", () => {
  expect(splitIntoWords("I'm tired.", "unicode")).toEqual(["I'm", "tired", "."]);
});

test("marks count as no words", () => {
  expect(countWords(["I'm", "tired", ",", "42", "!"])).toBe(3);
});
