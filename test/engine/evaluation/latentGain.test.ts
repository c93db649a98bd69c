/** What z is worth to the decoder: against another sentence's z, whether or not the posterior looks like the prior. */
import { expect, it } from "vitest";
import { sample } from "../../../src/core/latent/gaussian";
import { seeded } from "../../../src/core/random";
import { evaluate } from "../../../src/engine/evaluation/evaluate";
import type { LatentEvaluation } from "../../../src/engine/evaluation/evaluation";
import { manifestMetrics } from "../../../src/engine/evaluation/manifestMetrics";
import { Explorer } from "../../../src/engine/explorer";
import { OpenModel } from "../../../src/engine/openModel";
import { encoderModel } from "../../../src/model/onnx/encoder";
import type { ModelPackage } from "../../../src/model/package/read";
import { TINY, tinyPackage, tinyWeights, WORDS } from "../tinyModel";

const SENTENCES = Array.from({ length: 40 }, (_, n) => `${WORDS[n % 10]} ${WORDS[(3 * n) % 7]} ${WORDS[n % 4]}`);
const CPU = { provider: "cpu", threads: 1 } as const;

it("is the mean difference from the z of the sentence before", async () => {
  const explorer = await Explorer.over(tinyPackage(), CPU);
  try {
    const draws = (await explorer.encode(SENTENCES)).map((posterior, n) =>
      sample(posterior, 1, seeded(1, "posterior", n)),
    );
    const own = await explorer.score(SENTENCES.slice(1), draws.slice(1));
    const foreign = await explorer.score(SENTENCES.slice(1), draws.slice(0, -1));
    const gain = own.reduce((sum, { logProbability }, n) => sum + logProbability - foreign[n].logProbability, 0) / 39;
    expect(Math.abs(gain)).toBeGreaterThan(1e-3);
    expect((await measured(tinyPackage())).latentGain).toBeCloseTo(gain, 4);
  } finally {
    await explorer.dispose();
  }
});

it("is nothing for a narrow posterior that is the same for every sentence, though the decoder hangs on z", async () => {
  const collapsed = collapsedPackage();
  const found = await measured(collapsed);
  expect(found.activeUnits).toBe(0);
  expect(Math.abs(found.latentGain ?? Number.NaN)).toBeLessThan(0.01);
  expect(found.collapse?.verdict).toBe("collapsed");
  const explorer = await Explorer.over(collapsed, CPU);
  try {
    const origin = SENTENCES.map(() => new Float32Array(TINY.latent));
    const there = await explorer.encode(SENTENCES);
    const scores = [
      await explorer.score(SENTENCES, origin),
      await explorer.score(
        SENTENCES,
        there.map(({ mean }) => mean),
      ),
    ];
    const [far, near] = scores.map((all) => all.reduce((sum, { logProbability }) => sum + logProbability, 0) / 40);
    expect(Math.abs(near - far)).toBeGreaterThan(0.1);
  } finally {
    await explorer.dispose();
  }
});

it("is unknown of a single sentence, and left out of the manifest", async () => {
  const found = await measured(tinyPackage(), SENTENCES.slice(0, 1));
  expect(found.latentGain).toBeNull();
  expect(manifestMetrics(found, "One sentence.")).not.toHaveProperty("latent_gain");
});

async function measured(source: ModelPackage, sentences = SENTENCES): Promise<LatentEvaluation> {
  const model = await OpenModel.open(source, CPU);
  try {
    const found = await evaluate(model, oneByOne(sentences), { seed: 1, samples: 0, where: "a test" });
    if (found.kind !== "latent variable model") throw new Error("no latent space was measured");
    return found;
  } finally {
    await model.dispose();
  }
}

async function* oneByOne(sentences: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const sentence of sentences) yield [sentence];
}

/** The tiny model with the posterior N(3, e⁻⁸) of every sentence. */
function collapsedPackage(): ModelPackage {
  const weights = tinyWeights();
  weights.get("posterior.weight")?.fill(0);
  weights.get("posterior.bias")?.fill(3, 0, TINY.latent).fill(-8, TINY.latent);
  const usual = tinyPackage();
  return { ...usual, graph: async (which) => (which === "encoder" ? encoderModel(TINY, weights) : usual.graph(which)) };
}
