import fc from "fast-check";
import { expect, test } from "vitest";
import { smoothness, summarizeWalks } from "../../../src/core/metrics/smoothness";

const walk = (...sentences: readonly string[]) => smoothness(sentences.map((sentence) => sentence.split(" ")));

test("a straight walk is 1, a detour less, a round trip 0", () => {
  expect(walk("a b c", "a b d", "a e d")).toBe(1);
  expect(walk("a b c", "x y z", "a b d")).toBeCloseTo(1 / 6, 10);
  expect(walk("a b", "a c", "a b")).toBe(0);
});

test("a walk that goes nowhere is straight", () => {
  expect(walk("a b")).toBe(1);
  expect(walk("a b", "a b")).toBe(1);
});

test("lies in [0, 1], and repeating a sentence changes nothing", () => {
  const sentence = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 1, maxLength: 5 }), (sentences) => {
      const value = smoothness(sentences);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(smoothness(sentences.flatMap((each) => [each, each]))).toBe(value);
    }),
  );
});

test("over many homotopies, those that stand still apart", () => {
  const walks = ["a b c,a b d,a e d", "a b c,x y z,a b d", "a,a,a"].map((walk) =>
    walk.split(",").map((sentence) => sentence.split(" ")),
  );
  const summary = summarizeWalks(walks);
  expect(summary).toMatchObject({ pairs: 3, still: expect.closeTo(1 / 3, 10) });
  expect(summary.mean).toBeCloseTo((1 + 1 / 6) / 2, 10);
  expect(summarizeWalks(walks.slice(2))).toEqual({ pairs: 1, mean: null, still: 1 });
  expect(summarizeWalks([])).toEqual({ pairs: 0, mean: null, still: 0 });
});
