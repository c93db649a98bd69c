import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kl } from "../../../src/core/latent/gaussian";
import { evaluate } from "../../../src/engine/evaluation/evaluate";
import type { LatentEvaluation } from "../../../src/engine/evaluation/evaluation";
import { manifestMetrics } from "../../../src/engine/evaluation/manifestMetrics";
import { Explorer } from "../../../src/engine/explorer";
import { OpenModel } from "../../../src/engine/openModel";
import { manifestJson, parseManifest } from "../../../src/model/manifest";
import { tinyPackage, WORDS } from "../tinyModel";

const SENTENCES = Array.from({ length: 40 }, (_, n) =>
  Array.from({ length: 1 + (n % 11) }, (_, word) => WORDS[(7 * n + 3 * word) % WORDS.length]).join(" "),
);

let model: OpenModel;
beforeAll(async () => {
  model = await OpenModel.open(tinyPackage(), { provider: "cpu", threads: 1 });
});
afterAll(() => model.dispose());

async function* inBatches(size: number, sentences = SENTENCES): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < sentences.length; start += size) yield sentences.slice(start, start + size);
}

async function evaluated(
  size = 40,
  options: { seed?: number; samples?: number; prior?: "learned" } = {},
): Promise<LatentEvaluation> {
  const found = await evaluate(model, inBatches(size), { seed: 1, samples: 0, where: "a test", ...options });
  if (found.kind !== "latent variable model") throw new Error("no latent space was measured");
  return found;
}

describe("evaluation", () => {
  it("adds up to what the explorer says of each sentence", async () => {
    const found = await evaluated();
    const explorer = await Explorer.over(tinyPackage(), { provider: "cpu", threads: 1 });
    try {
      const encoded = await explorer.encode(SENTENCES);
      const decoded = await explorer.decode(encoded.map(({ mean }) => mean));
      const restored = decoded.filter(({ text }, n) => text === SENTENCES[n]).length;
      const divergence = encoded.reduce((sum, posterior) => sum + kl(posterior), 0) / SENTENCES.length;
      expect(found.exactReconstruction).toBe(restored / SENTENCES.length);
      expect(found.kl).toBeCloseTo(divergence, 9);
    } finally {
      await explorer.dispose();
    }
    expect(found.klPerDimension.reduce((sum, each) => sum + each, 0)).toBeCloseTo(found.kl, 9);
    expect(found.bound).toBeCloseTo(found.reconstruction + found.kl, 9);
    expect(found.tokens).toBe(SENTENCES.reduce((sum, sentence) => sum + sentence.split(" ").length + 1, 0));
    expect(found.perplexityFrom).toBe("bound");
    expect(found.perplexity.withEos).toBeCloseTo(Math.exp((found.bound * 40) / found.tokens), 6);
    expect(found.byLength.map(({ sentences }) => sentences)).toEqual([37, 3, 0]);
    expect(found.mutualInformation).toMatchObject({ fullSetCeiling: Math.log(40), withinBatchCeiling: Math.log(32) });
    expect(found.mutualInformation.fullSet).toBeLessThanOrEqual(Math.log(40));
    expect(found.smoothness.pairs).toBe(20);
    expect(found.samples.count).toBe(500);
  });

  it("does not depend on how the sentences are batched, and repeats itself", async () => {
    const whole = await evaluated(40);
    const parts = await evaluated(7);
    for (const metric of ["bound", "reconstruction", "latentGain", "kl"] as const) {
      expect(parts[metric]).toBeCloseTo(whole[metric] ?? Number.NaN, 4);
    }
    expect(parts.mutualInformation.withinBatch).toBeCloseTo(whole.mutualInformation.withinBatch, 4);
    expect(parts.exactReconstruction).toBe(whole.exactReconstruction);
    expect(await evaluated(40)).toEqual(whole);
    expect(await evaluated(40, { seed: 2 })).not.toEqual(whole);
  });

  it("estimates the likelihood, below the bound, and takes the perplexity from it", async () => {
    const found = await evaluated(40, { samples: 200 });
    const nll = found.nll ?? Number.NaN;
    expect(nll).toBeLessThan(found.bound);
    expect(found).toMatchObject({ perplexityFrom: "nll", nllSamples: 200, nllNormaliser: "exact" });
    expect(found.perplexity.withoutEos).toBeCloseTo(Math.exp((nll * 40) / (found.tokens - 40)), 6);
  });

  it("takes p(z) of the likelihood from a learned prior only where there is one", async () => {
    expect(await evaluated(40, { samples: 2 })).toMatchObject({ nllPrior: "standard" });
    const asked = evaluated(40, { samples: 2, prior: "learned" });
    await expect(asked).rejects.toMatchObject({ code: "unavailable", what: "The model has no learned prior" });
  });

  it("tells of its progress, stops on request, and asks for a sentence", async () => {
    const lines: string[] = [];
    const request = { seed: 1, samples: 1, where: "a file", progress: (line: string) => lines.push(line) };
    await evaluate(model, inBatches(20), request);
    expect(lines).toEqual(expect.arrayContaining(["20 sentences", "40 sentences", "homotopies"]));
    const stopped = evaluate(model, inBatches(20), request, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    const empty = evaluate(model, inBatches(20, []), request);
    await expect(empty).rejects.toMatchObject({ code: "bad-input", where: "a file" });
  });
});

describe("metrics for the manifest", () => {
  it.each([0, 5])("pass its schema, with %i samples", async (samples) => {
    const found = await evaluated(40, { samples });
    const metrics = manifestMetrics(found, "Forty sentences of ten words.");
    const manifest = parseManifest(manifestJson({ ...model.manifest, metrics }), "a test");
    expect(manifest.metrics).toEqual(metrics);
    expect(metrics.protocol).toContain("Forty sentences of ten words. Bound: ");
    expect(metrics.nll?.samples).toBe(samples || undefined);
    expect(metrics.perplexity?.from).toBe(samples > 0 ? "nll" : "bound");
  });
});
