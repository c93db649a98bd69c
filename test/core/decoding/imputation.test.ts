import { describe, expect, it, test } from "vitest";
import { type ImputationOptions, imputeByModes } from "../../../src/core/decoding/imputation";
import type { Pattern } from "../../../src/core/decoding/pattern";
import { allSentences, TableDecoder } from "./tableDecoder";

const VOCABULARY = 7;
const LONGEST = 4;
/** The latents that the exact encoder below may choose from; with a flat prior over them. */
const LATENTS = Array.from({ length: 6 }, (_, index) => Float32Array.of(index / 4));

const decoder = new TableDecoder(VOCABULARY);
const exactLatent = (tokens: readonly number[]) =>
  LATENTS.reduce((best, z) => (decoder.logProbability(tokens, z) > decoder.logProbability(tokens, best) ? z : best));
const means = async (sentences: readonly (readonly number[])[]) => sentences.map(exactLatent);
const atOwnLatent = (tokens: readonly number[]) => decoder.logProbability(tokens, exactLatent(tokens));

/** Gaps of any length among known tokens, with the sentences of at most `LONGEST` tokens that fit. */
const PLACEMENTS = [
  { where: "the end", known: [[5, 4], []], fits: /^54[456]+$/ },
  { where: "the beginning", known: [[], [4, 5]], fits: /^[456]+45$/ },
  { where: "the middle", known: [[6], [4]], fits: /^6[456]+4$/ },
  { where: "two places", known: [[], [4], []], fits: /^[456]+4[456]+$/ },
];

function optionsFor(known: readonly (readonly number[])[]): ImputationOptions {
  const [first, ...others] = known;
  const gap = { least: 1, most: LONGEST };
  const pattern: Pattern = {
    tokens: first,
    regions: others.map((tokens) => ({ texts: ["", ""], gaps: [gap], tokens })),
    tokenText: () => "x",
  };
  const starts = [exactLatent(known.flat())];
  return { pattern, starts, rounds: 10, logPrior: () => 0, width: VOCABULARY ** LONGEST, maxTokens: LONGEST };
}

describe.each(PLACEMENTS)("missing at $where", ({ known, fits }) => {
  const options = optionsFor(known);

  test("ln p(x, z) never falls between exact half-steps", async () => {
    for (const start of LATENTS) {
      const joint: number[] = [];
      let z: Float32Array = start;
      for (let step = 1; step <= 4; step++) {
        const { trace } = await imputeByModes(decoder, means, { ...options, starts: [z], rounds: 1 });
        const [{ sentence }] = trace;
        joint.push(decoder.logProbability(sentence.tokens, z));
        z = sentence.mean;
        joint.push(decoder.logProbability(sentence.tokens, z));
      }
      expect([...joint].sort((a, b) => a - b)).toEqual(joint);
    }
  });

  test("with an exhaustive beam the sentences are brute force's, the best by ln p(x, z = μ(x)) first", async () => {
    const { sentences } = await imputeByModes(decoder, means, options);
    const exact = allSentences(VOCABULARY, LONGEST)
      .filter((tokens) => fits.test(tokens.join("")))
      .sort((a, b) => atOwnLatent(b) - atOwnLatent(a));
    expect(sentences.map(({ tokens }) => tokens)).toEqual(exact);
    for (const { tokens, logProbability } of sentences) expect(logProbability).toBeCloseTo(atOwnLatent(tokens), 5);
  });

  test("narrow beams: what is known stays, scored at its own posterior mean", async () => {
    const { sentences } = await imputeByModes(decoder, means, { ...options, width: 2, rounds: 3 });
    expect(sentences.length).toBeGreaterThan(0);
    for (const { tokens, logProbability, round, mean } of sentences) {
      expect(tokens.join("")).toMatch(fits);
      expect(mean).toEqual(exactLatent(tokens));
      expect(logProbability).toBeCloseTo(atOwnLatent(tokens), 5);
      expect(round).toBeLessThanOrEqual(3);
    }
  });
});

describe("the rounds", () => {
  const options = optionsFor([[5, 4], []]);

  it("stop when a round's best sentence repeats", async () => {
    let encodings = 0;
    const counted = async (sentences: readonly (readonly number[])[]) => {
      encodings++;
      return means(sentences);
    };
    const { trace } = await imputeByModes(decoder, counted, { ...options, width: 1, rounds: 1000 });
    // A walk over finitely many sentences that stops at a repetition visits each once at most.
    expect(encodings).toBeLessThanOrEqual(LATENTS.length);
    expect(trace.map(({ round }) => round)).toEqual(trace.map((_, index) => index + 1));
  });

  it("tell how far z moved", async () => {
    const { trace } = await imputeByModes(decoder, means, { ...options, width: 1 });
    let z = options.starts[0];
    for (const { sentence, step } of trace) {
      expect(step).toBeCloseTo(Math.abs(sentence.mean[0] - z[0]), 6);
      z = sentence.mean;
    }
  });

  it("of several chains find what each finds alone, and none goes where another has been", async () => {
    const narrow = { ...options, width: 1 };
    const { sentences, trace } = await imputeByModes(decoder, means, { ...narrow, starts: LATENTS });
    const alone: string[] = [];
    for (const start of LATENTS) {
      const single = await imputeByModes(decoder, means, { ...narrow, starts: [start] });
      alone.push(...single.sentences.map(({ tokens }) => tokens.join()));
    }
    expect(new Set(sentences.map(({ tokens }) => tokens.join()))).toEqual(new Set(alone));
    const goesOn = ({ chain, round }: (typeof trace)[number]) =>
      trace.some((later) => later.chain === chain && later.round === round + 1);
    const left = trace.filter(goesOn).map(({ sentence }) => sentence.tokens.join());
    expect(new Set(left).size).toBe(left.length);
  });

  it("end with one that moves z no more, where a chain settles", async () => {
    const { trace } = await imputeByModes(decoder, means, { ...options, width: 1, rounds: 1000 });
    const [before, last] = trace.slice(-2);
    expect(last.step === 0).toBe(before.sentence === last.sentence);
    expect(
      trace
        .slice(0, -1)
        .every(({ sentence }, index) => trace.findIndex((round) => round.sentence === sentence) === index),
    ).toBe(true);
  });

  it("prefer what the prior does", async () => {
    const far = (z: Float32Array) => 100 * z[0];
    const { sentences } = await imputeByModes(decoder, means, { ...options, logPrior: far });
    const greatest = Math.max(...sentences.map(({ mean }) => mean[0]));
    expect(sentences[0].mean[0]).toBe(greatest);
  });

  it("end when it is late", async () => {
    let asked = 0;
    const isLate = () => ++asked > 3;
    const { sentences, trace } = await imputeByModes(decoder, means, { ...options, width: 2, isLate });
    expect(sentences.length).toBeGreaterThan(0);
    expect(trace).toHaveLength(1);
  });
});
