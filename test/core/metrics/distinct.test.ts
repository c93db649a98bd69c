import { expect, test } from "vitest";
import { distinct } from "../../../src/core/metrics/distinct";

test("different n-grams over all", () => {
  const samples = [
    ["a", "b", "a", "b"],
    ["a", "b", "c"],
  ];
  expect(distinct(samples, 1)).toBe(3 / 7);
  expect(distinct(samples, 2)).toBe(3 / 5);
  expect(distinct(samples, 5)).toBe(0);
});

test("words do not run into each other", () => {
  expect(
    distinct(
      [
        ["ab", "c"],
        ["a", "bc"],
      ],
      2,
    ),
  ).toBe(1);
});
