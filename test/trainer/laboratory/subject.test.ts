import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { exportPackage } from "../../../src/model/package/export";
import { WordTokenizer } from "../../../src/model/tokenizer/words";
import { batchesOf, countWords, freshSubject, trainedSubject } from "../../../src/trainer/laboratory/subject";
import { MANIFEST_PARTS, NETWORK } from "../../model/exampleManifest";
import { randomWeights } from "../../reference/weights";

const folder = mkdtempSync(join(tmpdir(), "homotopy-laboratory-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function packageWith(includeWeights: boolean): Promise<string> {
  const directory = join(folder, includeWeights ? "with" : "without");
  await exportPackage({
    directory,
    config: NETWORK,
    weights: randomWeights(NETWORK, 1),
    tokenizer: new WordTokenizer(["the", "cat", "dog", "sees", "a", "bird", "."]),
    manifestParts: MANIFEST_PARTS,
    includeWeights,
  });
  return directory;
}

describe("a trained model", () => {
  it.each([true, false])("comes with its weights; by name in a file: %s", async (includeWeights) => {
    const { name, store } = await trainedSubject(await packageWith(includeWeights));
    expect(name).toBe("example");
    expect(store.weights()).toEqual(randomWeights(NETWORK, 1));
  });
});

describe("a network at its start", () => {
  it("knows the words of the text and is the same for a seed", async () => {
    const counts = new Map<string, number>();
    for (const text of ["the  cat sees", "the dog"]) countWords(text, counts);
    const subject = freshSubject(counts, 1);
    expect(await subject.tokenizer.encodeBatch(["the cat bird"])).toEqual([[4, 5, subject.tokenizer.special.unk]]);
    const weights = (seed: number) => freshSubject(counts, seed).store.get("posterior.weight").value.slice(0, 100);
    expect(subject.store.get("posterior.weight").value.slice(0, 100)).toEqual(weights(1));
    expect(weights(2)).not.toEqual(weights(1));
  });
});

it("lays sentences of like length out together, all of them, cut to what the model allows", async () => {
  const subject = { ...(await trainedSubject(await packageWith(true))), maxTokens: 3 };
  const texts = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? "a cat sees the bird" : "a"));
  const batches = await batchesOf(subject, texts);
  expect(batches.map(({ rows, time }) => ({ rows, time }))).toEqual([
    { rows: 16, time: 4 },
    { rows: 4, time: 4 },
  ]);
  expect(batches.flatMap(({ sentences }) => [...sentences]).sort((a, b) => a - b)).toEqual(texts.map((_, n) => n));
  expect(batches.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(10 * 4 + 10 * 2);
});
