/** `homotopy evaluate`, over a package with random weights: what it prints, what it saves and what it refuses. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { exportPackage } from "../../src/model/package/export";
import { readPackage } from "../../src/model/package/read";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { MANIFEST_PARTS, NETWORK } from "../model/exampleManifest";
import { writeLanguageModel } from "../model/package/examplePackage";
import { randomWeights } from "../reference/weights";
import { homotopy, linesOf } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-evaluate-"));
const model = join(folder, "example");
const file = join(folder, "sentences.txt");
const WORDS = ["the", "cat", "dog", "sees", "a", "bird", "."];
const SENTENCES = Array.from({ length: 40 }, (_, n) =>
  Array.from({ length: 1 + (n % 12) }, (_, word) => WORDS[(3 * n + 2 * word) % WORDS.length]).join(" "),
);

beforeAll(async () => {
  writeFileSync(file, `${SENTENCES.join("\n\n")}\n`);
  await exportPackage({
    directory: model,
    config: NETWORK,
    weights: randomWeights(NETWORK, 1),
    tokenizer: new WordTokenizer(WORDS),
    manifestParts: MANIFEST_PARTS,
    includeWeights: false,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

async function evaluated(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await homotopy(["evaluate", ...args, "--provider", "cpu"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

const number = expect.any(Number);

test("every metric as JSON, the same from a compressed file", async () => {
  const zipped = `${file}.gz`;
  writeFileSync(zipped, gzipSync(SENTENCES.join("\n")));
  const stdout = await evaluated(file, "--model", model, "--samples", "20", "--json");
  expect(JSON.parse(stdout)).toEqual({
    kind: "latent variable model",
    model: expect.stringMatching(/^example@/),
    seed: 1,
    sentences: 40,
    tokens: SENTENCES.reduce((sum, sentence) => sum + sentence.split(" ").length + 1, 0),
    truncated: 0,
    nll: number,
    nllSamples: 20,
    nllPrior: "standard",
    nllNormaliser: "exact",
    bound: number,
    reconstruction: number,
    kl: number,
    klPerDimension: Array(NETWORK.latent).fill(number),
    perplexityFrom: "nll",
    perplexity: { withEos: number, withoutEos: number },
    mutualInformation: {
      fullSet: number,
      fullSetCeiling: Math.log(40),
      fullSetSentences: 40,
      withinBatch: number,
      withinBatchCeiling: Math.log(32),
    },
    activeUnits: number,
    latent: NETWORK.latent,
    latentGain: number,
    exactReconstruction: number,
    bleu: number,
    byLength: [
      { least: 0, most: 10, sentences: number, exact: number, bleu: number },
      { least: 11, most: 20, sentences: number, exact: number, bleu: number },
      { least: 21, sentences: 0, exact: 0, bleu: 0 },
    ],
    samples: { count: 500, distinct1: number, distinct2: number, selfBleu: number },
    smoothness: { pairs: 20, mean: number, still: number },
    collapse: { verdict: expect.any(String), reasons: expect.any(Array), remedies: expect.any(Array) },
  });
  expect(await evaluated(zipped, "--model", model, "--samples", "20", "--json")).toBe(stdout);
});

test("a line a metric for people, with the verdict in words", async () => {
  const stdout = await evaluated(file, "--model", model);
  for (const pattern of [
    /^40 sentences, \d+ tokens with end marks$/m,
    /^bound +\d+\.\d\d +nats a sentence: reconstruction \d+\.\d\d, KL \d+\.\d\d$/m,
    /^perplexity .* with end marks, .* without, of the bound$/m,
    /^mutual information .* of at most 3\.69, over 40 sentences$/m,
    /^active units +\d +of 3$/m,
    /^ {2}up to 10 words/m,
    /^The latent space is (healthy|partly collapsed|collapsed):$/m,
  ]) {
    expect(stdout).toMatch(pattern);
  }
  expect(stdout).not.toContain("ln p(x)");
});

test("a language model has its exact likelihood alone", async () => {
  const languageModel = join(folder, "language-model");
  await writeLanguageModel(languageModel);
  const stdout = await evaluated(file, "--model", languageModel);
  expect(linesOf(stdout)).toEqual([
    expect.stringMatching(/^40 sentences/),
    expect.stringMatching(/^−ln p\(x\) +\d+\.\d\d +nats a sentence, exact$/),
    expect.stringMatching(/^perplexity +\d+\.\d\d +with end marks, \d+\.\d\d without$/),
  ]);
});

test("--save keeps the metrics in the package", async () => {
  const copy = join(folder, "copy");
  cpSync(model, copy, { recursive: true });
  const found = JSON.parse(await evaluated(file, "--model", copy, "--save", "--json"));
  const { metrics } = (await readPackage(copy)).manifest;
  expect(metrics).toMatchObject({ sentences: 40, bound: found.bound, bleu: found.bleu });
  expect(metrics.protocol).toMatch(/^Sentences of sentences\.txt, /);
});

test.each([
  ["a file without a sentence", "\n\n", "There is no sentence in the file"],
  ["a line of nothing that shows", "the cat\n\u200b\n", "line 2"],
])("refuses %s", async (_, text, message) => {
  const bad = join(folder, "bad.txt");
  writeFileSync(bad, text);
  const { code, stdout, stderr } = await homotopy(["evaluate", bad, "--model", model]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(linesOf(stderr)).toEqual([expect.stringContaining(message)]);
  expect(stderr).toContain(bad);
});
