import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/trainer/corpus/batch";
import { sameShape } from "../../src/trainer/step/stepEngine";
import { inRuns } from "../../src/trainer/stepRuns";
import { tinyNetwork } from "../reference/weights";
import { syntheticBatch } from "./syntheticBatch";

describe("runs of batches", () => {
  it("keep the order and every batch, are of one shape, and as long as there is room", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 })),
        fc.integer({ min: 1, max: 5 }),
        async (times, room) => {
          const batches = times.map((time, seed) => syntheticBatch(tinyNetwork(), { rows: 2, time, seed }));
          const runs = await collect(batches, () => room);
          expect(runs.flat()).toEqual(batches);
          for (const [index, run] of runs.entries()) {
            expect(run.length).toBeGreaterThan(0);
            expect(run.length).toBeLessThanOrEqual(room);
            expect(run.every((batch) => sameShape(batch, run[0]))).toBe(true);
            const next = runs[index + 1];
            if (next && run.length < room) expect(sameShape(next[0], run[0])).toBe(false);
          }
        },
      ),
    );
  });

  it("ask for room when they begin, after the run before was dealt with", async () => {
    const batches = Array.from({ length: 9 }, (_, seed) => syntheticBatch(tinyNetwork(), { rows: 2, time: 2, seed }));
    let done = 0;
    const lengths: number[] = [];
    for await (const run of inRuns(stream(batches), () => done + 1)) {
      lengths.push(run.length);
      done += run.length;
    }
    expect(lengths).toEqual([1, 2, 4, 2]);
  });
});

async function collect(batches: readonly Batch[], room: () => number): Promise<(readonly Batch[])[]> {
  const runs: (readonly Batch[])[] = [];
  for await (const run of inRuns(stream(batches), room)) runs.push(run);
  return runs;
}

async function* stream(batches: readonly Batch[]): AsyncGenerator<Batch> {
  yield* batches;
}
