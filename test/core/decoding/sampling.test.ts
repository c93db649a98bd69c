import { expect, test } from "vitest";
import { decodeBySampling, type SamplingOptions } from "../../../src/core/decoding/sampling";
import { seeded } from "../../../src/core/random";
import { logSoftmax, TableDecoder } from "./tableDecoder";

const ROWS = 4000;
/** One word and then the end; p(word) over ids 4 to 7 is 0.4, 0.3, 0.2, 0.1. */
const oneWord = new TableDecoder(8, (history) =>
  history.length === 1
    ? [-99, -99, -99, -99, ...[0.4, 0.3, 0.2, 0.1].map(Math.log)]
    : logSoftmax([0, 0, 0, 99, 0, 0, 0, 0]),
);

test("draws words in proportion to p^(1/temperature)", async () => {
  expectNear(await frequencies({ temperature: 1 }), [0.4, 0.3, 0.2, 0.1]);
  const squares = [0.16, 0.09, 0.04, 0.01];
  expectNear(
    await frequencies({ temperature: 0.5 }),
    squares.map((square) => square / 0.3),
  );
});

test("the nucleus is the fewest words that hold topP", async () => {
  expectNear(await frequencies({ topP: 0.69 }), [4 / 7, 3 / 7, 0, 0]);
  expectNear(await frequencies({ topP: 0.71 }), [4 / 9, 3 / 9, 2 / 9, 0]);
});

test("only the top words are drawn, renormalised", async () => {
  expectNear(await frequencies({ top: 2 }), [4 / 7, 3 / 7, 0, 0]);
});

test("a row's sentence does not depend on what else is in the batch", async () => {
  const decoder = new TableDecoder(9);
  const latents = Float32Array.of(0.1, 0.2, 0.3, 0.4);
  const together = await decodeBySampling(decoder, latents, 4, options([0, 1, 2, 3]));
  const last = await decodeBySampling(decoder, latents.slice(3), 1, options([3]));
  expect(last).toEqual(together.slice(3));
  const { tokens, logProbability, ended } = last[0];
  expect(logProbability).toBeCloseTo(decoder.logProbability(tokens, latents.slice(3), ended), 5);
});

function options(rows: readonly number[], overrides: Partial<SamplingOptions> = {}): SamplingOptions {
  const randoms = rows.map((row) => seeded(3, "test", row));
  return { maxTokens: 10, temperature: 1, topP: 1, top: 64, randoms, ...overrides };
}

async function frequencies(overrides: Partial<SamplingOptions>): Promise<number[]> {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const sentences = await decodeBySampling(oneWord, new Float32Array(ROWS), ROWS, options(rows, overrides));
  return [4, 5, 6, 7].map((word) => sentences.filter(({ tokens }) => tokens[0] === word).length / ROWS);
}

/** Within five standard errors. */
function expectNear(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((frequency, index) => {
    const p = expected[index];
    expect(Math.abs(frequency - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / ROWS));
  });
}
