import { describe, expect, it } from "vitest";
import { fillNormal, seeded, shuffle } from "../../src/core/random";

describe("seeded", () => {
  it("repeats itself, and differs by seed and by label", () => {
    const draws = (...key: [number, ...(string | number)[]]) => {
      const random = seeded(...key);
      return Array.from({ length: 8 }, () => random.uniform());
    };
    expect(draws(1, "noise", 2)).toEqual(draws(1, "noise", 2));
    expect(draws(1, "noise", 2)).not.toEqual(draws(1, "noise", 3));
    expect(draws(1, "noise")).not.toEqual(draws(2, "noise"));
    expect(draws(1, "a", "b")).not.toEqual(draws(1, "ab"));
  });

  it("never changes: results stored with a seed must come out the same in later versions", () => {
    const random = seeded(1, "pinned");
    expect([random.uniform(), random.integer(1000), random.normal()]).toMatchInlineSnapshot(`
      [
        0.8604336967691779,
        460,
        -0.5981723783001172,
      ]
    `);
  });

  it("has the moments of the uniform and the normal distribution", () => {
    const random = seeded(3);
    const n = 100_000;
    const uniform = Array.from({ length: n }, () => random.uniform());
    const normal = Array.from(fillNormal(new Float32Array(n), random));
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 2);
    expect(mean(uniform.map((value) => value * value))).toBeCloseTo(1 / 3, 2);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(normal.map((value) => value ** 4))).toBeCloseTo(3, 0);
  });
});

describe("shuffle", () => {
  it("keeps the elements and reaches every order about equally often", () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 6000; seed++) {
      const items = [1, 2, 3];
      shuffle(items, seeded(seed, "shuffle"));
      counts.set(items.join(""), (counts.get(items.join("")) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(["123", "132", "213", "231", "312", "321"]);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
