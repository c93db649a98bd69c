import { expect, test } from "vitest";
import { type BeamOptions, decodeByBeam } from "../../../src/core/decoding/beam";
import { decodeGreedily } from "../../../src/core/decoding/greedy";
import { allSentences, logSoftmax, TableDecoder } from "./tableDecoder";

const LATENTS = Float32Array.of(0.25, 0.5, 0.75);
const LONGEST = 4;
const VOCABULARY = 7;

test.each([0, 0.7])("with width ≥ |V|^T it is brute force, length normalisation %s", async (alpha) => {
  const decoder = new TableDecoder(VOCABULARY);
  const options = { width: VOCABULARY ** LONGEST, maxTokens: LONGEST, lengthNormalisation: alpha };
  const found = await decodeByBeam(decoder, LATENTS, 3, options);
  found.forEach((sentences, row) => {
    const exact = bruteForce(decoder, LATENTS.slice(row, row + 1), alpha);
    expect(sentences).toHaveLength(exact.length);
    expect(sentences.slice(0, 20).map(({ tokens }) => tokens)).toEqual(exact.slice(0, 20).map(({ tokens }) => tokens));
    sentences.forEach(({ logProbability, ended }, index) => {
      expect(logProbability).toBeCloseTo(exact[index].logProbability, 4);
      expect(ended).toBe(true);
    });
  });
});

test("a narrow beam gives the true log-probabilities, best first, each sentence once", async () => {
  const decoder = new TableDecoder(20);
  const [sentences] = await decodeByBeam(decoder, LATENTS, 3, { width: 4, maxTokens: 8 });
  expect(sentences).toHaveLength(4);
  expect(new Set(sentences.map(({ tokens }) => tokens.join())).size).toBe(4);
  sentences.forEach(({ tokens, logProbability }, index) => {
    expect(logProbability).toBeCloseTo(decoder.logProbability(tokens, LATENTS.slice(0, 1)), 4);
    if (index > 0) expect(logProbability).toBeLessThanOrEqual(sentences[index - 1].logProbability);
  });
});

test("width 1 is greedy decoding where the greedy sentence ends by itself", async () => {
  const decoder = new TableDecoder(9);
  const greedy = await decodeGreedily(decoder, LATENTS, 3, { maxTokens: 30 });
  const beams = await decodeByBeam(decoder, LATENTS, 3, { width: 1, maxTokens: 30 });
  expect(greedy.every(({ ended }) => ended)).toBe(true);
  expect(beams.flat()).toMatchObject(greedy);
});

test.each([0, 0.7, 1])(
  "stops early only where going on would change nothing, length normalisation %s",
  async (alpha) => {
    for (const width of [1, 2, 4]) {
      const decoder = new TableDecoder(9);
      const options = { width, maxTokens: 12, lengthNormalisation: alpha };
      const found = await decodeByBeam(decoder, LATENTS, 3, options);
      expect(decoder.batches.length).toBeLessThanOrEqual(13);
      found.forEach((sentences, row) => {
        const patient = patientBeam(decoder, LATENTS.slice(row, row + 1), width, 12, alpha);
        expect(sentences.map(({ tokens }) => tokens)).toEqual(patient);
      });
    }
  },
);

test("stops early", async () => {
  const decoder = new TableDecoder(7, () => logSoftmax([0, 0, 0, 3, 2, 1, 0]));
  await decodeByBeam(decoder, LATENTS, 3, { width: 2, maxTokens: 50 });
  expect(decoder.batches.length).toBeLessThan(10);
});

test("latents do not disturb each other", async () => {
  const decoder = new TableDecoder(12);
  const options = { width: 3, maxTokens: 6 };
  const together = await decodeByBeam(decoder, LATENTS, 3, options);
  for (let row = 0; row < 3; row++) {
    expect(await decodeByBeam(decoder, LATENTS.slice(row, row + 1), 1, options)).toEqual([together[row]]);
  }
});

test("forces tokens and then a spelling, among which it is brute force again", async () => {
  const decoder = new TableDecoder(VOCABULARY);
  const words = ["", "", "", "", "ca", "cat", "t"];
  const prefix = { tokens: [6, 4], spelling: { text: "cat", tokenText: (token: number) => words[token] } };
  const options: BeamOptions = { width: VOCABULARY ** LONGEST, maxTokens: LONGEST, prefix };
  const [sentences] = await decodeByBeam(decoder, LATENTS.slice(0, 1), 1, options);
  const spelt = ({ tokens: [first, second, ...rest] }: { tokens: readonly number[] }) =>
    first === 6 &&
    second === 4 &&
    rest
      .map((token) => words[token])
      .join("")
      .startsWith("cat");
  const exact = bruteForce(decoder, LATENTS.slice(0, 1)).filter(spelt);
  // "ca" then "ca" spells "caca": the walk must have left it out.
  expect(exact.map(({ tokens }) => tokens)).toContainEqual([6, 4, 4, 6]);
  expect(sentences.map(({ tokens }) => tokens)).toEqual(exact.map(({ tokens }) => tokens));
});

test("finds nothing where no token can spell the prefix", async () => {
  const prefix = { tokens: [], spelling: { text: "dog", tokenText: () => "cat" } };
  expect(await decodeByBeam(new TableDecoder(7), LATENTS, 3, { width: 3, maxTokens: 5, prefix })).toEqual([[], [], []]);
});

test("cuts sentences that may not go on, and they stand without an end mark", async () => {
  const decoder = new TableDecoder(7, () => logSoftmax([9, 9, 9, -5, 2, 1, 0]));
  const gap = { least: 0, most: 9, allows: (text: string) => text.length <= 2 };
  const pattern = { tokens: [], regions: [{ texts: ["", ""], gaps: [gap], tokens: [] }], tokenText: () => "x" };
  const options: BeamOptions = { width: 3, maxTokens: 9, pattern };
  const [sentences] = await decodeByBeam(decoder, LATENTS, 3, options);
  expect(sentences[0]).toMatchObject({ tokens: [4, 4], ended: false });
  expect(sentences[0].logProbability).toBeCloseTo(decoder.logProbability([4, 4], LATENTS, false), 5);
});

test("stops when cancelled", async () => {
  const options = { width: 2, maxTokens: 5, signal: AbortSignal.abort() };
  await expect(decodeByBeam(new TableDecoder(7), LATENTS, 3, options)).rejects.toMatchObject({ code: "cancelled" });
});

/** The same search for one latent, written plainly: no batches, and it goes on to the greatest length whatever it found. */
function patientBeam(decoder: TableDecoder, latent: Float32Array, width: number, longest: number, alpha: number) {
  const { bos, eos } = decoder.special;
  const words = Array.from({ length: decoder.vocabulary - 4 }, (_, index) => index + 4);
  const finished: { tokens: readonly number[]; score: number }[] = [];
  const finish = (tokens: readonly number[], sum: number) =>
    finished.push({ tokens, score: sum / (tokens.length + 1) ** alpha });
  let live: { tokens: readonly number[]; sum: number }[] = [{ tokens: [], sum: 0 }];
  for (let length = 0; length < longest; length++) {
    const extensions = live
      .flatMap(({ tokens, sum }) => {
        const logs = decoder.distribution([bos, ...tokens], latent);
        return [eos, ...words].map((next) => ({ tokens, next, sum: sum + logs[next] }));
      })
      .sort((a, b) => b.sum - a.sum);
    for (const { tokens, next, sum } of extensions.slice(0, width)) if (next === eos) finish(tokens, sum);
    live = extensions
      .filter(({ next }) => next !== eos)
      .slice(0, width)
      .map(({ tokens, next, sum }) => ({ tokens: [...tokens, next], sum }));
  }
  for (const { tokens, sum } of live) finish(tokens, sum + decoder.distribution([bos, ...tokens], latent)[eos]);
  return finished
    .sort((a, b) => b.score - a.score)
    .slice(0, width)
    .map(({ tokens }) => tokens);
}

function bruteForce(decoder: TableDecoder, latent: Float32Array, alpha = 0) {
  return allSentences(VOCABULARY, LONGEST)
    .map((tokens) => ({ tokens, logProbability: decoder.logProbability(tokens, latent) }))
    .map((sentence) => ({ ...sentence, score: sentence.logProbability / (sentence.tokens.length + 1) ** alpha }))
    .sort((a, b) => b.score - a.score);
}
