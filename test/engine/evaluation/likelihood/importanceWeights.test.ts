import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logDensity } from "../../../../src/core/latent/gaussian";
import { seeded } from "../../../../src/core/random";
import { drawPosterior, standardNormal } from "../../../../src/engine/evaluation/likelihood/draws";
import {
  importanceWeightedNll,
  type LikelihoodOptions,
} from "../../../../src/engine/evaluation/likelihood/importanceWeights";
import { OpenModel } from "../../../../src/engine/openModel";
import { decoderModel } from "../../../../src/model/onnx/decoder";
import type { ModelPackage } from "../../../../src/model/package/read";
import { referenceInitialState, referenceStep } from "../../../reference/network";
import { inFloat64, randomWeights, tinyNetwork } from "../../../reference/weights";
import { TINY, tinyManifest, tinyPackage, tinyWeights } from "../../tinyModel";

const EOS = 3;
const SENTENCES = [[4, 5, 6], [7], [], [8, 9, 10, 11, 12, 13], [13, 4]];
const OPEN = { provider: "cpu", threads: 1 } as const;
const reference = inFloat64(tinyWeights());

/** The tiny package with its network told, as an exported one has it. */
function ownPackage(direction: "forward" | "backward" = "forward"): ModelPackage {
  const manifest = tinyManifest();
  return {
    ...tinyPackage(),
    manifest: { ...manifest, network: TINY, decoder: { ...manifest.decoder, direction } },
  };
}

/** ln p(x|z) in float64, of tokens in decoding order. */
function logLikelihood(tokens: readonly number[], z: Float64Array, config = TINY, weights = reference): number {
  let state = referenceInitialState(config, weights, z);
  let sum = 0;
  [...tokens, EOS].forEach((target, t) => {
    const step = referenceStep(config, weights, t === 0 ? 2 : tokens[t - 1], z, state);
    state = step.state;
    sum += step.logProbabilities[target];
  });
  return sum;
}

/** The log-weights of a sentence's draws, each term in float64 from what the model's encoder says. */
async function logWeights(model: OpenModel, index: number, tokens: readonly number[], samples: number, seed: number) {
  const [posterior] = await model.encoder.encode([SENTENCES[index]]);
  const prior = standardNormal(TINY.latent);
  const { latents } = drawPosterior(posterior, samples, prior, seeded(seed, "importance", index));
  return Array.from({ length: samples }, (_, row) => {
    const z = latents.subarray(row * TINY.latent, (row + 1) * TINY.latent);
    return logLikelihood(tokens, Float64Array.from(z)) + prior(z) - logDensity(posterior, z);
  });
}

function logSumExp(values: readonly number[]): number {
  const greatest = Math.max(...values);
  return greatest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - greatest), 0));
}

describe("the importance-weighted likelihood", () => {
  const source = ownPackage();
  let model: OpenModel;
  const evaluate = (options: Partial<LikelihoodOptions> = {}, signal?: AbortSignal) =>
    importanceWeightedNll(model, SENTENCES, { samples: 20, seed: 1, graph: source.graph, ...options }, signal);
  const nlls = async (options: Partial<LikelihoodOptions>) => (await evaluate(options)).sentences.map(({ nll }) => nll);

  beforeAll(async () => {
    model = await OpenModel.open(source, OPEN);
  });
  afterAll(() => model.dispose());

  it.each([
    ["graphs of the whole sentence", source.graph],
    ["the step decoder", undefined],
  ])("is the float64 reference's with the same draws, by %s", async (_, graph) => {
    const { sentences, normaliser } = await evaluate({ graph });
    expect(normaliser).toBe("exact");
    for (const [index, tokens] of SENTENCES.entries()) {
      const weights = await logWeights(model, index, tokens, 20, 1);
      expect(sentences[index].nll).toBeCloseTo(-(logSumExp(weights) - Math.log(20)), 4);
      expect(sentences[index].bound).toBeCloseTo(-weights.reduce((a, b) => a + b, 0) / 20, 4);
      expect(sentences[index].tokens).toBe(tokens.length + 1);
    }
  });

  it("is the negative bound with one draw, and below it with more", async () => {
    const one = await evaluate({ samples: 1 });
    for (const { nll, bound } of one.sentences) expect(nll).toBeCloseTo(bound, 10);
    const [weight] = await logWeights(model, 3, SENTENCES[3], 1, 1);
    expect(one.sentences[3].nll).toBeCloseTo(-weight, 4);
    for (const { nll, bound } of (await evaluate()).sentences) expect(nll).toBeLessThan(bound);
  });

  it("does not depend on the chunks, and does on the seed", async () => {
    const whole = await nlls({});
    for (const graph of [source.graph, undefined]) {
      for (const chunk of [1, 7]) {
        const parts = await nlls({ chunk, graph });
        parts.forEach((nll, index) => {
          expect(nll).toBeCloseTo(whole[index], 5);
        });
      }
    }
    expect(await nlls({ seed: 2 })).not.toEqual(whole);
    expect(await nlls({})).toEqual(whole);
  });

  it("takes another prior's density", async () => {
    const prior = standardNormal(TINY.latent);
    const shifted = await nlls({ logPrior: (z) => prior(z) + 1 });
    (await nlls({})).forEach((nll, index) => {
      expect(shifted[index]).toBeCloseTo(nll - 1, 10);
    });
  });

  it("is the package's own where its decoder is another than its weights say", async () => {
    const other = randomWeights(TINY, 9);
    const graph: ModelPackage["graph"] = async (which) =>
      which === "decoder" ? decoderModel(TINY, other) : source.graph(which);
    expect(await nlls({ graph })).toEqual(await nlls({ graph: undefined }));
  });

  it("is the same with a sampled normaliser that has room for every token, and says what it changed", async () => {
    const { sentences, normaliser, check } = await evaluate({ normaliser: "sampled" });
    expect(normaliser).toBe("sampled");
    expect(check?.sentences).toBe(SENTENCES.length);
    expect(check?.greatest).toBeLessThan(1e-5);
    (await nlls({})).forEach((nll, index) => {
      expect(sentences[index].nll).toBeCloseTo(nll, 5);
    });
  });

  it("reads a sentence from its end for a decoder that writes it so", async () => {
    const backward = await OpenModel.open(ownPackage("backward"), OPEN);
    const options = { samples: 5, seed: 1, graph: source.graph };
    const { sentences } = await importanceWeightedNll(backward, SENTENCES, options);
    await backward.dispose();
    const weights = await logWeights(model, 3, [...SENTENCES[3]].reverse(), 5, 1);
    expect(sentences[3].nll).toBeCloseTo(-(logSumExp(weights) - Math.log(5)), 4);
  });

  it.each([
    ["between sentences", 20, 500],
    ["between the chunks of one", 10_000, 1],
  ])("stops %s", async (_, samples, chunk) => {
    const stop = new AbortController();
    const done: number[] = [];
    const progress = (count: number) => {
      done.push(count);
      stop.abort();
    };
    if (chunk === 1) setTimeout(() => stop.abort(), 20);
    const stopped = evaluate({ samples, chunk, progress }, stop.signal);
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(done).toEqual(chunk === 1 ? [] : [1]);
  });

  it("refuses no draws and too many", async () => {
    await expect(evaluate({ samples: 0 })).rejects.toMatchObject({ code: "bad-call" });
    await expect(evaluate({ samples: 10_001 })).rejects.toMatchObject({ code: "bad-call" });
  });
});

describe("the likelihood of a language model", () => {
  it("is exact, and the bound", async () => {
    const config = tinyNetwork({ vocabulary: TINY.vocabulary, latent: 0, tied: true });
    const weights = randomWeights(config, 4);
    const manifest = tinyManifest();
    const model = await OpenModel.open(
      {
        ...tinyPackage(),
        manifest: {
          ...manifest,
          family: { posterior: "none", prior: "none" },
          latent: { dimension: 0, mean: [], deviation: [], kl: [] },
          decoder: {
            direction: "forward",
            states: ["state_0", "state_1"].map((name) => ({ name, shape: ["batch", config.hidden] })),
          },
          network: config,
        },
        graph: async () => decoderModel(config, weights),
      },
      OPEN,
    );
    const { sentences } = await importanceWeightedNll(model, SENTENCES, { samples: 500, seed: 1 });
    await model.dispose();
    sentences.forEach(({ nll, bound, kl }, index) => {
      const exact = -logLikelihood(SENTENCES[index], new Float64Array(0), config, inFloat64(weights));
      expect(nll).toBeCloseTo(exact, 4);
      expect([bound, kl]).toEqual([nll, 0]);
    });
  });
});
