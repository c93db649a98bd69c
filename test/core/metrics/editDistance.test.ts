import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance } from "../../../src/core/metrics/editDistance";

const words = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 5 });

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["flaw", "lawn", 2],
  ["same", "same", 0],
])("%s to %s is %i", (a, b, expected) => {
  expect(editDistance([...a], [...b])).toBe(expected);
  expect(editDistance([...b], [...a])).toBe(expected);
});

test("is the recursive definition", () => {
  const exact = (a: readonly string[], b: readonly string[]): number => {
    if (a.length === 0 || b.length === 0) return a.length + b.length;
    const changed = exact(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1);
    return Math.min(changed, exact(a.slice(1), b) + 1, exact(a, b.slice(1)) + 1);
  };
  fc.assert(fc.property(words, words, (a, b) => editDistance(a, b) === exact(a, b)));
});

test("obeys the triangle inequality", () => {
  fc.assert(
    fc.property(words, words, words, (a, b, c) => {
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});
