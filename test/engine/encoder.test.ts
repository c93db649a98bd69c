import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchesByLength } from "../../src/engine/encoder";
import type { OpenModel } from "../../src/engine/openModel";
import { openTinyModel } from "./tinyModel";

describe("batches by length", () => {
  it("hold every sentence once, within the bounds", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 300 }), (lengths) => {
        const batches = batchesByLength(lengths);
        expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths.keys()]);
        for (const batch of batches) {
          const longest = Math.max(...batch.map((index) => lengths[index]));
          expect(batch.length).toBeLessThanOrEqual(64);
          // A sentence that passes the bound by itself stands alone.
          expect(batch.length === 1 || batch.length * longest <= 4096).toBe(true);
        }
      }),
    );
  });
});

describe("the encoder of a package", () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await openTinyModel();
  });
  afterAll(() => model.dispose());

  it("gives each sentence the posterior that it has alone, in the sentences' order", async () => {
    const sentences = Array.from({ length: 150 }, (_, index) =>
      Array.from({ length: 1 + ((index * 7) % 11) }, (_, t) => 4 + ((index + t) % 7)),
    );
    const together = await model.encoder.encode(sentences);
    for (const index of [0, 1, 64, 149]) {
      const [alone] = await model.encoder.encode([sentences[index]]);
      for (const field of ["mean", "logVariance"] as const) {
        alone[field].forEach((value, d) => {
          expect(together[index][field][d]).toBeCloseTo(value, 5);
        });
      }
    }
  });

  it("stops when cancelled", async () => {
    await expect(model.encoder.encode([[4]], AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });
});
