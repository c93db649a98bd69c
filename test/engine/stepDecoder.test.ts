import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeGreedily } from "../../src/core/decoding/greedy";
import { scoreSentences } from "../../src/core/decoding/scoring";
import { fillNormal, seeded } from "../../src/core/random";
import type { OpenModel } from "../../src/engine/openModel";
import { referenceInitialState, referenceStep } from "../reference/network";
import { inFloat64 } from "../reference/weights";
import { openTinyModel, TINY, tinyWeights } from "./tinyModel";

const ROWS = 5;
const latents = fillNormal(new Float32Array(ROWS * TINY.latent), seeded(4, "latents"));
const reference = inFloat64(tinyWeights());

/** ln p of every token after a history that begins with the begin mark, in float64. */
function exact(history: readonly number[], row: number): ArrayLike<number> {
  const z = Float64Array.from(latents.subarray(row * TINY.latent, (row + 1) * TINY.latent));
  let state = referenceInitialState(TINY, reference, z);
  let logProbabilities: ArrayLike<number> = [];
  for (const token of history) ({ state, logProbabilities } = referenceStep(TINY, reference, token, z, state));
  return logProbabilities;
}

describe("the step decoder of a package", () => {
  let model: OpenModel;
  beforeAll(async () => {
    model = await openTinyModel();
  });
  afterAll(() => model.dispose());

  it("gives the reference's most probable tokens, in order, and the targets", async () => {
    const { decoder } = model;
    const state = await decoder.start(latents, ROWS);
    const fed = Int32Array.of(2, 2, 2, 2, 2);
    const targets = Int32Array.of(4, 5, 6, 7, 3);
    const step = await decoder.step(fed, state, { top: 3, targets });
    expect(step.width).toBe(3);
    for (let row = 0; row < ROWS; row++) {
      const logs = Array.from(exact([2], row));
      const order = [...logs.keys()].sort((a, b) => logs[b] - logs[a]).slice(0, 3);
      expect([...step.tokens.subarray(row * 3, row * 3 + 3)]).toEqual(order);
      order.forEach((token, rank) => {
        expect(step.logProbabilities[row * 3 + rank]).toBeCloseTo(logs[token], 5);
      });
      expect(step.targetLogProbabilities[row]).toBeCloseTo(logs[targets[row]], 5);
    }
  });

  it("returns no more than was asked for, and no more than there is", async () => {
    const { decoder } = model;
    const state = await decoder.start(latents, ROWS);
    const fed = new Int32Array(ROWS).fill(2);
    const none = await decoder.step(fed, state, { top: 0 });
    expect([none.width, none.tokens.length, none.targetLogProbabilities.length]).toEqual([0, 0, 0]);
    const all = await decoder.step(fed, state, { top: 999 });
    expect([all.width, all.tokens.length]).toEqual([TINY.vocabulary, ROWS * TINY.vocabulary]);
  });

  it("leaves a state as it was, and selects rows of it in any order", async () => {
    const { decoder } = model;
    const begun = await decoder.step(new Int32Array(ROWS).fill(2), await decoder.start(latents, ROWS), { top: 0 });
    const request = { top: 2 };
    const first = await decoder.step(Int32Array.of(4, 5, 6, 7, 8), begun.state, request);
    const again = await decoder.step(Int32Array.of(4, 5, 6, 7, 8), begun.state, request);
    expect(again.logProbabilities).toEqual(first.logProbabilities);
    const some = await decoder.step(
      Int32Array.of(8, 5, 5),
      decoder.select(begun.state, Int32Array.of(4, 1, 1)),
      request,
    );
    const pick = (row: number) => [...first.tokens.subarray(2 * row, 2 * row + 2)];
    expect([...some.tokens]).toEqual([...pick(4), ...pick(1), ...pick(1)]);
    const empty = decoder.select(begun.state, new Int32Array(0));
    expect(empty.latent.shape).toEqual([0, TINY.latent]);
  });

  it("scores sentences as the reference does", async () => {
    const sentences = [[4, 5, 6], [7], [8, 8, 8, 8], [], [9, 4]];
    const scores = await scoreSentences(model.decoder, latents, sentences);
    sentences.forEach((tokens, row) => {
      const sum = [...tokens, 3].reduce((total, token, t) => total + exact([2, ...tokens.slice(0, t)], row)[token], 0);
      expect(scores[row]).toBeCloseTo(sum, 4);
    });
  });

  it("decodes greedily the same sentence alone and in a batch", async () => {
    const together = await decodeGreedily(model.decoder, latents, ROWS, { maxTokens: 10 });
    for (let row = 0; row < ROWS; row++) {
      const z = latents.slice(row * TINY.latent, (row + 1) * TINY.latent);
      const [alone] = await decodeGreedily(model.decoder, z, 1, { maxTokens: 10 });
      expect(alone.tokens).toEqual(together[row].tokens);
      expect(alone.logProbability).toBeCloseTo(together[row].logProbability, 4);
    }
  });
});
