import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeDraws } from "../../../src/core/latent/merge";

const draw = fc.record({ text: fc.constantFrom("a", "b", "c", "d"), distance: fc.integer({ min: 0, max: 9 }) });
type Draw = { readonly text: string; readonly distance: number };
const byDistance = (a: Draw, b: Draw) => a.distance - b.distance;
const merge = (draws: readonly Draw[]) =>
  mergeDraws(draws, ({ text }) => text, { within: byDistance, between: byDistance });

test("each sentence once, with its count and its nearest draw, most frequent first", () => {
  fc.assert(
    fc.property(fc.array(draw), (draws) => {
      const merged = merge(draws);
      expect(new Set(merged.map((group) => group.draw.text)).size).toBe(merged.length);
      expect(merged.reduce((sum, { count }) => sum + count, 0)).toBe(draws.length);
      merged.forEach(({ draw: nearest, count }, index) => {
        const same = draws.filter(({ text }) => text === nearest.text);
        expect(count).toBe(same.length);
        expect(nearest.distance).toBe(Math.min(...same.map(({ distance }) => distance)));
        if (index > 0) expect(count).toBeLessThanOrEqual(merged[index - 1].count);
      });
    }),
  );
});

test("equal counts are ordered by the comparison", () => {
  const merged = merge([
    { text: "far", distance: 5 },
    { text: "near", distance: 1 },
  ]);
  expect(merged.map((group) => group.draw.text)).toEqual(["near", "far"]);
});
