import fc from "fast-check";
import { expect, test } from "vitest";
import { adaptiveHomotopy, fixedHomotopy, type HomotopyStep, mergeRuns } from "../../../src/core/latent/homotopy";

/** Latents are t itself. */
const path = (t: number) => Float32Array.of(t);

/** Decodes t to the letter of its stretch, and counts batches and decodes. */
function stretches(boundaries: readonly number[]) {
  const batches: number[] = [];
  const decode = async (latents: readonly Float32Array[]) => {
    batches.push(latents.length);
    return latents.map(([t]) => String.fromCharCode(97 + boundaries.filter((boundary) => t > boundary).length));
  };
  return { decode, batches };
}

test("a fixed homotopy decodes once, and merges runs with their stretch of the path", async () => {
  const { decode, batches } = stretches([0.3, 0.8]);
  expect(await fixedHomotopy(path, 5, decode)).toEqual([
    { t: 0, text: "a", from: 0, to: 0.375 },
    { t: 0.5, text: "b", from: 0.375, to: 0.875 },
    { t: 1, text: "c", from: 0.875, to: 1 },
  ]);
  expect(batches).toEqual([5]);
});

test("a sentence that returns is a step of its own", () => {
  const points = ["a", "b", "a"].map((text, index) => ({ t: index / 2, text }));
  expect(mergeRuns(points).map(({ text }) => text)).toEqual(["a", "b", "a"]);
});

test("bisection finds every stretch wider than the tolerance, its boundaries within the tolerance", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { maxLength: 6 }),
      async (raw) => {
        const boundaries = raw.sort((a, b) => a - b);
        const tolerance = 1 / 128;
        const { decode } = stretches(boundaries);
        const steps = await adaptiveHomotopy(path, { points: 2, tolerance, limit: 2000 }, decode);
        expectTiling(steps);
        const edges = [0, ...boundaries, 1];
        edges.slice(1).forEach((right, index) => {
          if (right - edges[index] <= tolerance) return;
          const step = steps.find(({ text }) => text === String.fromCharCode(97 + index));
          expect(Math.abs((step?.from ?? 9) - edges[index])).toBeLessThanOrEqual(tolerance);
          expect(Math.abs((step?.to ?? 9) - right)).toBeLessThanOrEqual(tolerance);
        });
      },
    ),
  );
});

test("bisection decodes one batch a level, and only where something changes", async () => {
  const { decode, batches } = stretches([0.3]);
  await adaptiveHomotopy(path, { points: 5, tolerance: 1 / 32, limit: 100 }, decode);
  expect(batches).toEqual([5, 1, 1, 1]);
});

test("bisection spends no more decodes than its limit, wherever it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 3, max: 40 }), async (limit) => {
      const everyPointDiffers = stretches(Array.from({ length: 500 }, (_, index) => index / 500));
      const steps = await adaptiveHomotopy(path, { points: 3, tolerance: 0, limit }, everyPointDiffers.decode);
      expect(everyPointDiffers.batches.reduce((sum, batch) => sum + batch, 0)).toBe(limit);
      expectTiling(steps);
    }),
  );
});

test("ends that decode alike are one step", async () => {
  const { decode } = stretches([]);
  const steps = await adaptiveHomotopy(path, { points: 2, tolerance: 0.01, limit: 50 }, decode);
  expect(steps).toEqual([{ t: 0, text: "a", from: 0, to: 1 }]);
});

function expectTiling(steps: readonly HomotopyStep[]): void {
  expect(steps[0].from).toBe(0);
  expect(steps[steps.length - 1].to).toBe(1);
  steps.forEach(({ t, from, to }, index) => {
    expect(t).toBeGreaterThanOrEqual(from);
    expect(t).toBeLessThanOrEqual(to);
    if (index > 0) expect(from).toBe(steps[index - 1].to);
  });
}
