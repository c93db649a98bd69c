import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluate } from "../../../src/engine/evaluation/evaluate";
import { manifestMetrics } from "../../../src/engine/evaluation/manifestMetrics";
import { Explorer } from "../../../src/engine/explorer";
import { OpenModel } from "../../../src/engine/openModel";
import { manifestSchema } from "../../../src/model/manifest";
import { readPackage } from "../../../src/model/package/read";
import { writeLanguageModel } from "../../model/package/examplePackage";

const SENTENCES = ["the cat sees a bird .", "a dog .", "the dog sees the cat ."];
const CPU = { provider: "cpu", threads: 1 } as const;

async function* batches(): AsyncGenerator<readonly string[]> {
  yield SENTENCES.slice(0, 2);
  yield SENTENCES.slice(2);
}

test("a language model has an exact likelihood and its perplexities, and nothing else", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homotopy-language-model-"));
  await writeLanguageModel(folder);
  const source = await readPackage(folder);
  const model = await OpenModel.open(source, CPU);
  const explorer = await Explorer.over(source, CPU);
  try {
    const found = await evaluate(model, batches(), { seed: 1, samples: 10, where: "a test" });
    const scores = await explorer.score(SENTENCES);
    const nats = -scores.reduce((sum, { logProbability }) => sum + logProbability, 0);
    expect(found).toEqual({
      kind: "language model",
      model: model.name,
      seed: 1,
      sentences: 3,
      tokens: 18,
      truncated: 0,
      nll: expect.closeTo(nats / 3, 4),
      perplexityFrom: "nll",
      perplexity: {
        withEos: expect.closeTo(Math.exp(nats / 18), 3),
        withoutEos: expect.closeTo(Math.exp(nats / 15), 3),
      },
      latent: 0,
    });
    const metrics = manifestMetrics(found, "Three sentences.");
    expect(manifestSchema.parse({ ...source.manifest, metrics }).metrics.bound).toBe(metrics.bound);
  } finally {
    await model.dispose();
    await explorer.dispose();
    await rm(folder, { recursive: true });
  }
});
