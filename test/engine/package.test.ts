/** The explorer over packages on disk, written and read as a person's would be, with both kinds of tokenizer. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Explorer } from "../../src/engine/explorer";
import { exportPackage } from "../../src/model/package/export";
import { trainBytePairTokenizer } from "../../src/model/tokenizer/bpe";
import type { Tokenizer } from "../../src/model/tokenizer/tokenizer";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { MANIFEST_PARTS, NETWORK } from "../model/exampleManifest";
import { randomWeights } from "../reference/weights";

const TEXT = ["the cat sees a dog.", "a bird sees the cat.", "the dog catches a bird."];
const CPU = { provider: "cpu", threads: 1 } as const;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-explorer-"));
  const corpus = join(folder, "text.txt");
  await writeFile(corpus, `${TEXT.join("\n")}\n`);
  await exportRandom("bpe", await trainBytePairTokenizer([corpus], 300));
  await exportRandom("words", new WordTokenizer(["the", "cat", "catches", "sees", "a", "dog.", "bird", "bird."]));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function exportRandom(name: string, tokenizer: Tokenizer) {
  const config = { ...NETWORK, vocabulary: tokenizer.size };
  const weights = randomWeights(config, 4);
  const directory = join(folder, name);
  return exportPackage({ directory, config, weights, tokenizer, manifestParts: MANIFEST_PARTS, includeWeights: false });
}

async function explore(name: string) {
  const explorer = await Explorer.open(join(folder, name), CPU);
  const result = {
    hash: explorer.modelHash,
    manifest: explorer.manifest,
    variants: await explorer.variants(TEXT[0], { count: 20, temperature: 1 }),
    homotopy: await explorer.interpolate(TEXT[0], TEXT[1], { adaptive: true }),
    typing: await explorer.complete("the ca"),
    typed: await explorer.complete("the cat ", { method: "icm" }),
    oneWord: await explorer.complete("the ca", { words: 1 }),
    samples: await explorer.sample(),
    bound: await explorer.bound(TEXT),
  };
  await explorer.dispose();
  return result;
}

it.each(["bpe", "words"])(
  "opens a package of a %s vocabulary, and another explorer repeats what it finds",
  async (name) => {
    const found = await explore(name);
    expect(await explore(name)).toEqual(found);
    expect(found.variants.model).toBe(`${found.manifest.name}@${found.hash}`);
    expect(found.variants.variants.reduce((sum, { count }) => sum + count, 0)).toBe(20);
    expect(found.homotopy.steps.at(-1)?.to).toBe(1);
    expect(found.typing.completions.length).toBeGreaterThan(0);
    expect(found.typed.completions.length).toBeGreaterThan(0);
  },
);

it.each(["bpe", "words"])("completes the word being typed, or leaves it and goes on: %s", async (name) => {
  const { typing, typed, oneWord } = await explore(name);
  for (const { text } of typing.completions) expect(text).toMatch(/^the ca./);
  for (const { text } of typed.completions) expect(text).toMatch(/^the cat ./);
  const afterTyped = oneWord.completions.map(({ text }) => text.trim().split(/\s+/).length - 2);
  expect(Math.max(...afterTyped)).toBeLessThanOrEqual(1);
});

it("refuses a package without its decoder before anything native sees it", async () => {
  await exportRandom("broken", new WordTokenizer(["a"]));
  await rm(join(folder, "broken", "decoder.onnx"));
  await expect(Explorer.open(join(folder, "broken"), CPU)).rejects.toMatchObject({ code: "bad-model" });
  await expect(Explorer.open(join(folder, "nowhere"), CPU)).rejects.toMatchObject({ code: "bad-model" });
});
