import { describe, expect, it } from "vitest";
import { adversarialError } from "../../../src/core/adversarial/adversarialError";
import { halves, type Labelled, parts } from "../../../src/core/adversarial/parts";
import { countsOf, KnownWords, UNKNOWN } from "../../../src/core/adversarial/words";
import { seeded } from "../../../src/core/random";

function numbers(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, n) => from + n);
}

describe("parts", () => {
  it("are 80/10/10, balanced, and hold each sentence once", () => {
    const { train, validation, test } = parts(numbers(100), numbers(130, 1000), seeded(1));
    expect([train, validation, test].map(({ length }) => length)).toEqual([160, 20, 20]);
    const all = [train, validation, test].flat();
    for (const part of [train, validation, test]) {
      expect(part.filter(({ real }) => real)).toHaveLength(part.length / 2);
    }
    expect(new Set(all.map(({ words }) => words)).size).toBe(200);
    expect(all.every(({ words, real }: Labelled<number>) => real === words < 1000)).toBe(true);
  });

  it("are the same for a seed", () => {
    const cut = (seed: number) => parts(numbers(50), numbers(50, 1000), seeded(seed));
    expect(cut(1)).toEqual(cut(1));
    expect(cut(2)).not.toEqual(cut(1));
  });

  it("are refused to a handful of sentences", () => {
    expect(() => parts(numbers(19), numbers(100), seeded(1))).toThrow("19 sentences a class are too few");
  });
});

it("halves have nothing in common and leave nothing out", () => {
  const [one, other] = halves(numbers(11), seeded(1));
  expect([one.length, other.length]).toEqual([6, 5]);
  expect([...one, ...other].sort((a, b) => a - b)).toEqual(numbers(11));
});

it("words that occur once are unknown", () => {
  const known = new KnownWords([
    ["a", "b", "a"],
    ["c", "b"],
  ]);
  expect(known.size).toBe(3);
  const [a, b, c, d] = known.idsOf(["a", "b", "c", "d"]);
  expect([c, d]).toEqual([UNKNOWN, UNKNOWN]);
  expect(new Set([UNKNOWN, a, b]).size).toBe(3);
});

it("counts are a sparse row", () => {
  expect(countsOf(Int32Array.of(5, 2, 5, 0))).toEqual({
    ids: Int32Array.of(0, 2, 5),
    counts: Float64Array.of(1, 1, 2),
  });
});

describe("the adversarial error", () => {
  it("is accuracy − 0.5, its interval that of a proportion", () => {
    const right = Array.from({ length: 400 }, (_, n) => n % 4 !== 0);
    const { accuracy, error, interval, sentences } = adversarialError(right, seeded(1, "bootstrap"));
    expect({ accuracy, error, sentences }).toEqual({ accuracy: 0.75, error: 0.25, sentences: 400 });
    const margin = 1.96 * Math.sqrt((0.75 * 0.25) / 400);
    expect(Math.abs(interval.low - (0.25 - margin))).toBeLessThan(0.006);
    expect(Math.abs(interval.high - (0.25 + margin))).toBeLessThan(0.006);
    expect(adversarialError(right, seeded(1, "bootstrap")).interval).toEqual(interval);
  });

  it("is certain where all are told right", () => {
    expect(adversarialError([true, true], seeded(1))).toMatchObject({ error: 0.5, interval: { low: 0.5, high: 0.5 } });
  });
});
