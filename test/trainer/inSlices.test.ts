import { describe, expect, it } from "vitest";
import { type Pausable, toTheEnd } from "../../src/core/pausable";
import { inSlices } from "../../src/trainer/inSlices";

/** Computes for so many pieces of 30 milliseconds, and counts those that it was let do. */
function* work(pieces: number, done: { pieces: number }): Pausable<string> {
  for (; done.pieces < pieces; done.pieces++) {
    for (const until = performance.now() + 30; performance.now() < until; );
    yield;
  }
  return "result";
}

describe("work in slices", () => {
  it("has the result that it has at one go", async () => {
    expect(await inSlices(work(6, { pieces: 0 }), undefined)).toBe("result");
    expect(toTheEnd(work(1, { pieces: 0 }))).toBe("result");
  });

  it("lets the process do other things meanwhile, and is left when the signal is raised", async () => {
    const controller = new AbortController();
    const done = { pieces: 0 };
    setTimeout(() => controller.abort(), 50);
    expect(await inSlices(work(1000, done), controller.signal)).toBeUndefined();
    expect(done.pieces).toBeLessThan(1000);
  });
});
