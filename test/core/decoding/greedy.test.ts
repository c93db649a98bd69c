import { expect, test } from "vitest";
import { decodeGreedily } from "../../../src/core/decoding/greedy";
import { logSoftmax, SPECIAL, TableDecoder } from "./tableDecoder";

const LATENTS = Float32Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6);

test("takes the most probable word at every position, never a mark that no sentence contains", async () => {
  const decoder = new TableDecoder(9);
  const sentences = await decodeGreedily(decoder, LATENTS, 6, { maxTokens: 12 });
  sentences.forEach(({ tokens, logProbability, ended }, row) => {
    const latent = LATENTS.slice(row, row + 1);
    const expected: number[] = [];
    for (;;) {
      const logs = decoder.distribution([SPECIAL.bos, ...expected], latent);
      const next = [3, 4, 5, 6, 7, 8].reduce((best, token) => (logs[token] > logs[best] ? token : best));
      if (next === SPECIAL.eos || expected.length === 12) break;
      expected.push(next);
    }
    expect(tokens).toEqual(expected);
    expect(logProbability).toBeCloseTo(decoder.logProbability(tokens, latent, ended), 5);
  });
});

test("does not depend on what else is in the batch", async () => {
  const decoder = new TableDecoder(9);
  const together = await decodeGreedily(decoder, LATENTS, 6, { maxTokens: 12 });
  for (let row = 0; row < 6; row++) {
    const alone = await decodeGreedily(decoder, LATENTS.slice(row, row + 1), 1, { maxTokens: 12 });
    expect(alone).toEqual([together[row]]);
  }
});

test("finished rows leave the batch", async () => {
  const decoder = new TableDecoder(6, (history, [length]) => endsAfter(length)(history));
  const sentences = await decodeGreedily(decoder, Float32Array.of(1, 3, 2), 3, { maxTokens: 9 });
  expect(sentences.map(({ tokens }) => tokens.length)).toEqual([1, 3, 2]);
  expect(decoder.batches).toEqual([3, 3, 2, 1]);
});

test("a sentence of the greatest length may still end; a longer one is cut, without its end mark's share", async () => {
  const decoder = new TableDecoder(6, (history, [length]) => endsAfter(length)(history));
  const [fits, cut] = await decodeGreedily(decoder, Float32Array.of(4, 5), 2, { maxTokens: 4 });
  expect(fits).toMatchObject({ tokens: [4, 4, 4, 4], ended: true });
  expect(cut).toMatchObject({ tokens: [4, 4, 4, 4], ended: false });
  expect(cut.logProbability).toBeCloseTo(decoder.logProbability(cut.tokens, Float32Array.of(5), false), 5);
});

test("forces a prefix, and counts it", async () => {
  const decoder = new TableDecoder(9);
  const [sentence] = await decodeGreedily(decoder, LATENTS.slice(0, 1), 1, {
    maxTokens: 12,
    prefix: { tokens: [5, 5] },
  });
  expect(sentence.tokens.slice(0, 2)).toEqual([5, 5]);
  const exact = decoder.logProbability(sentence.tokens, LATENTS.slice(0, 1), sentence.ended);
  expect(sentence.logProbability).toBeCloseTo(exact, 5);
});

test("stops within a token when cancelled", async () => {
  const controller = new AbortController();
  const decoder = new TableDecoder(6, (history) => {
    if (history.length === 3) controller.abort();
    return endsAfter(99)(history);
  });
  const decoding = decodeGreedily(decoder, Float32Array.of(1), 1, { maxTokens: 50, signal: controller.signal });
  await expect(decoding).rejects.toMatchObject({ code: "cancelled" });
  expect(decoder.batches).toHaveLength(3);
});

function endsAfter(length: number) {
  return (history: readonly number[]) =>
    logSoftmax([5, 5, 5, history.length > length ? 2 : 0, history.length > length ? 0 : 2, 1]);
}
