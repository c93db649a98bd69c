import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Explorer } from "../../src/engine/explorer";
import { manifestSchema } from "../../src/model/manifest";
import { decoderModel } from "../../src/model/onnx/decoder";
import type { ModelPackage } from "../../src/model/package/read";
import { SPECIAL } from "../core/decoding/tableDecoder";
import { referenceInitialState, referenceStep } from "../reference/network";
import { inFloat64, randomWeights } from "../reference/weights";
import { TINY, tinyPackage, WORDS } from "./tinyModel";

const CPU = { provider: "cpu", threads: 1 } as const;
const NETWORK = { ...TINY, latent: 0, skip: false };
const WEIGHTS = randomWeights(NETWORK, 2);
WEIGHTS.get("output.bias")?.fill(1, SPECIAL.eos, SPECIAL.eos + 1);
const FIRST_WORD = 4;
const NO_LATENT = new Float64Array(0);

/** ln p of words and the end mark, in float64. */
function exact(text: string): number {
  const tokens = [...text.split(" ").map((word) => FIRST_WORD + WORDS.indexOf(word)), SPECIAL.eos];
  const reference = inFloat64(WEIGHTS);
  let state = referenceInitialState(NETWORK, reference, NO_LATENT);
  return tokens.reduce((sum, token, t) => {
    const step = referenceStep(NETWORK, reference, tokens[t - 1] ?? SPECIAL.bos, NO_LATENT, state);
    state = step.state;
    return sum + step.logProbabilities[token];
  }, 0);
}

function packageOf(direction: "forward" | "backward"): ModelPackage {
  const { manifest, ...source } = tinyPackage();
  return {
    ...source,
    manifest: manifestSchema.parse({
      ...manifest,
      family: { posterior: "none", prior: "none" },
      latent: { dimension: 0, mean: [], deviation: [], kl: [] },
      decoder: { ...manifest.decoder, direction },
    }),
    graph: async (which) => {
      if (which === "decoder") return decoderModel(NETWORK, WEIGHTS);
      throw new Error(`A language model has no ${which}`);
    },
  };
}

let model: Explorer;
let backward: Explorer;
beforeAll(async () => {
  [model, backward] = await Promise.all([
    Explorer.over(packageOf("forward"), CPU),
    Explorer.over(packageOf("backward"), CPU),
  ]);
});
afterAll(() => Promise.all([model.dispose(), backward.dispose()]));

describe("a language model", () => {
  it("scores sentences by their exact ln p(x), without latents", async () => {
    const texts = ["cat", "cat dog bee", "gnu gnu fox hen"];
    for (const [index, { logProbability, tokens }] of (await model.score(texts)).entries()) {
      expect(logProbability).toBeCloseTo(exact(texts[index]), 4);
      expect(tokens).toBe(texts[index].split(" ").length + 1);
    }
  });

  it("completes by beam unless told otherwise, which it refuses", async () => {
    const found = await model.complete("cat dog ", { count: 3 });
    expect(found.method).toBe("beam");
    expect(found.completions.length).toBeGreaterThan(0);
    for (const { text, logProbability } of found.completions) {
      expect(text).toMatch(/^cat dog \w/);
      expect(logProbability).toBeCloseTo(exact(text), 4);
    }
    expect(await model.complete("cat dog ", { count: 3, method: "beam" })).toEqual(found);
    await expect(model.complete("cat dog ", { method: "icm" })).rejects.toMatchObject({ code: "unavailable" });
  });

  it("draws different sentences, the same for the same seed, with their own probability", async () => {
    const { samples } = await model.sample({ count: 20, seed: 3 });
    expect(new Set(samples.map(({ text }) => text)).size).toBeGreaterThan(5);
    expect((await model.sample({ count: 20, seed: 3 })).samples).toEqual(samples);
    const [short] = samples.filter(({ text }) => text !== "" && text.split(" ").length < 8);
    expect(short.logProbability).toBeCloseTo(exact(short.text), 4);
    const greedy = await model.sample({ count: 2, temperature: 0 });
    expect(greedy.samples[0]).toEqual(greedy.samples[1]);
  });

  it("says what it can do where a latent space is needed", async () => {
    const asked = [
      () => model.encode(["cat"]),
      () => model.variants("cat"),
      () => model.interpolate("cat", "dog"),
      () => model.bound(["cat"]),
    ];
    for (const ask of asked) {
      await expect(ask()).rejects.toMatchObject({
        code: "unavailable",
        what: expect.stringContaining("language model"),
        advice: expect.stringContaining("completes"),
      });
    }
  });

  it("reads and writes from the end where its decoder does", async () => {
    const [scored] = await backward.score(["cat dog bee"]);
    expect(scored.logProbability).toBeCloseTo(exact("bee dog cat"), 4);
    const { samples } = await backward.sample({ count: 3, seed: 3 });
    const forwards = await model.sample({ count: 3, seed: 3 });
    expect(samples.map(({ text }) => text.split(" ").reverse().join(" "))).toEqual(
      forwards.samples.map(({ text }) => text),
    );
  });
});

it("asks for latents where the model has them", async () => {
  const vae = await Explorer.over(tinyPackage(), CPU);
  await expect(vae.score(["cat"])).rejects.toMatchObject({ code: "bad-call" });
  await vae.dispose();
});
