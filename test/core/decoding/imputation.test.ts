import { expect, test } from "vitest";
import { imputeEnd } from "../../../src/core/decoding/imputation";
import { allSentences, TableDecoder } from "./tableDecoder";

const VOCABULARY = 7;
const LONGEST = 4;
const KNOWN = [5, 4];
/** The latents that the exact encoder below may choose from; with a flat prior over them. */
const LATENTS = Array.from({ length: 6 }, (_, index) => Float32Array.of(index / 4));

const decoder = new TableDecoder(VOCABULARY);
const exactLatent = (tokens: readonly number[]) =>
  LATENTS.reduce((best, z) => (decoder.logProbability(tokens, z) > decoder.logProbability(tokens, best) ? z : best));
const means = async (sentences: readonly (readonly number[])[]) => sentences.map(exactLatent);
const options = {
  width: VOCABULARY ** LONGEST,
  maxTokens: LONGEST,
  prefix: { tokens: KNOWN },
  start: KNOWN,
  rounds: 10,
};

test("ln p(x, z) never falls between exact half-steps", async () => {
  const joint: number[] = [];
  let z = exactLatent(KNOWN);
  for (let round = 1; round <= 4; round++) {
    const found = await imputeEnd(decoder, async () => [z, ...Array<Float32Array>(999).fill(z)], {
      ...options,
      rounds: 1,
    });
    const [{ tokens }] = found;
    joint.push(decoder.logProbability(tokens, z));
    z = exactLatent(tokens);
    joint.push(decoder.logProbability(tokens, z));
  }
  expect([...joint].sort((a, b) => a - b)).toEqual(joint);
});

test("with an exhaustive beam the best sentence is brute force's best over sentences at their own latents", async () => {
  const found = await imputeEnd(decoder, means, options);
  const exact = allSentences(VOCABULARY, LONGEST)
    .filter(([first, second]) => first === KNOWN[0] && second === KNOWN[1])
    .map((tokens) => ({ tokens, logProbability: decoder.logProbability(tokens, exactLatent(tokens)) }))
    .sort((a, b) => b.logProbability - a.logProbability);
  expect(found.map(({ tokens }) => tokens)).toEqual(exact.map(({ tokens }) => tokens));
  expect(found[0].logProbability).toBeCloseTo(exact[0].logProbability, 5);
});

test("stops when a round's best sentence repeats", async () => {
  let encodings = 0;
  const counted = async (sentences: readonly (readonly number[])[]) => {
    encodings++;
    return means(sentences);
  };
  await imputeEnd(decoder, counted, { ...options, width: 1, rounds: 1000 });
  // A walk over finitely many sentences that stops at a repetition visits each once at most.
  expect(encodings).toBeLessThanOrEqual(1 + LATENTS.length);
});

test("narrow beams: sentences begin as known, scored at their own posterior means", async () => {
  const found = await imputeEnd(decoder, means, { ...options, width: 2, rounds: 3 });
  for (const { tokens, logProbability, round } of found) {
    expect(tokens.slice(0, 2)).toEqual(KNOWN);
    expect(logProbability).toBeCloseTo(decoder.logProbability(tokens, exactLatent(tokens)), 5);
    expect(round).toBeLessThanOrEqual(3);
  }
});
