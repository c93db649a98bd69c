import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../../src/core/random";
import { exactScorer } from "../../../../src/engine/evaluation/likelihood/exactScorer";
import { heaviestExactly } from "../../../../src/engine/evaluation/likelihood/heaviestExactly";
import { sampledScorer } from "../../../../src/engine/evaluation/likelihood/sampledScorer";
import { inRows, type LikelihoodScorer } from "../../../../src/engine/evaluation/likelihood/scorer";
import { randomWeights, tinyNetwork } from "../../../reference/weights";

const ROWS = 16;
const SESSION = { provider: "cpu", threads: 1 } as const;
const config = tinyNetwork({ vocabulary: 60, tied: true, skip: true });
const network = { config, weights: randomWeights(config, 6), bos: 2, eos: 3 };
const draws = {
  latents: fillNormal(new Float32Array(ROWS * config.latent), seeded(6, "latents")),
  rows: ROWS,
  logRatios: Float64Array.from({ length: ROWS }, (_, row) => Math.sin(row)),
};

describe("rows in parts", () => {
  it("are never more at once than allowed, and keep their order", async () => {
    const parts: number[] = [];
    const latents = Float32Array.from({ length: 14 }, (_, index) => index);
    const scores = await inRows({ latents, rows: 7 }, 3, async (part, rows) => {
      parts.push(rows);
      return part.filter((_, index) => index % 2 === 0);
    });
    expect(parts).toEqual([3, 3, 1]);
    expect([...scores]).toEqual([0, 2, 4, 6, 8, 10, 12]);
  });
});

describe("a sampled normaliser", () => {
  let exact: LikelihoodScorer;
  let sampled: LikelihoodScorer;
  beforeAll(async () => {
    exact = await exactScorer(network, ROWS, SESSION);
    sampled = await sampledScorer(network, ROWS, { candidates: 30, references: 4, seed: 1 }, SESSION);
  });
  afterAll(async () => {
    await exact.dispose();
    await sampled.dispose();
  });

  it("is right on average over draws of the tokens, for every latent", async () => {
    const times = 400;
    const expected = await exact.score({ index: 0, tokens: [] }, draws);
    const ratios = new Float64Array(ROWS); // the mean of estimate / Z
    let spread = 0;
    for (let index = 0; index < times; index++) {
      const found = await sampled.score({ index, tokens: [] }, draws);
      found.forEach((value, row) => {
        const ratio = Math.exp(expected[row] - value);
        ratios[row] += ratio / times;
        spread += (ratio - 1) ** 2 / (times * ROWS);
      });
    }
    expect(Math.sqrt(spread)).toBeGreaterThan(0.001);
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.02);
  });

  it("never makes a sentence more than certain", async () => {
    for (let index = 0; index < 20; index++) {
      const wild = { ...draws, latents: draws.latents.map((z) => 30 * z) };
      const [found] = await sampled.score({ index, tokens: [4 + index] }, wild);
      expect(found).toBeLessThanOrEqual(0);
    }
  });

  it("draws by sentence and not by chance", async () => {
    const score = async (index: number) => [...(await sampled.score({ index, tokens: [5, 6, 7] }, draws))];
    expect(await score(3)).toEqual(await score(3));
    expect(await score(3)).not.toEqual(await score(4));
  });

  it("gives way to the exact one for the draws that weigh most", async () => {
    const sentence = { index: 1, tokens: [5, 40, 7] };
    const both = heaviestExactly(sampled, exact, 3);
    const [corrected, expected, rough] = [
      await both.score(sentence, draws),
      await exact.score(sentence, draws),
      await sampled.score(sentence, draws),
    ];
    const weights = rough.map((value, row) => value + draws.logRatios[row]);
    const heaviest = [...weights.keys()].sort((a, b) => weights[b] - weights[a]).slice(0, 3);
    corrected.forEach((value, row) => {
      if (heaviest.includes(row)) expect(value).toBeCloseTo(expected[row], 5);
      else expect(value).toBe(rough[row]);
    });
  });
});
