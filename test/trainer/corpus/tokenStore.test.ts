import { readFile, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenStore, writeTokenStore } from "../../../src/trainer/corpus/tokenStore";
import { collect, temporaryFolder } from "./temporaryFolder";

const folder = temporaryFolder();

async function* inPieces<T>(items: readonly T[], size: number): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

async function written(sentences: readonly (readonly number[])[], vocabulary = 100): Promise<TokenStore> {
  await writeTokenStore(folder.path("t"), vocabulary, inPieces(sentences, 77));
  return TokenStore.open(folder.path("t"));
}

describe("token store", () => {
  it("gives back what was written, for small and large vocabularies", async () => {
    const large = fc.constantFrom(10, 65536, 65537, 1_000_000);
    await fc.assert(
      fc.asyncProperty(large, fc.array(fc.array(fc.nat(999_999), { maxLength: 9 })), async (vocabulary, raw) => {
        const sentences = raw.map((ids) => ids.map((id) => id % vocabulary));
        const store = await written(sentences, vocabulary);
        expect((await collect(store.sentences())).map((ids) => [...ids])).toEqual(sentences);
        expect([store.vocabulary, store.count, store.tokens]).toEqual([
          vocabulary,
          sentences.length,
          sentences.flat().length,
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it("reads any block, and knows lengths and numbers", async () => {
    const sentences = Array.from({ length: 2500 }, (_, n) => Array.from({ length: n % 4 }, () => n % 100));
    const store = await written(sentences);
    expect(store.blockCount).toBe(3);
    expect([...store.histogram]).toEqual([0, 625, 625, 625, 625]);
    expect(store.longest).toBe(4);
    const [last, first] = await collect(store.blocks([2, 0]));
    expect([last.first, last.sentences.length, first.first]).toEqual([2048, 452, 0]);
    expect([...last.sentences[3]]).toEqual([...sentences[2051]]);
  });

  it("holds nothing if nothing is written", async () => {
    const store = await written([]);
    expect([store.count, store.longest, store.blockCount]).toEqual([0, 0, 0]);
    expect(await collect(store.sentences())).toEqual([]);
  });

  it("refuses any file that was cut or changed in its index", async () => {
    await written(Array.from({ length: 50 }, (_, n) => [n, n]));
    const good = await readFile(folder.path("t"));
    const indexAndFooter = 8 * (4 + 2) + 64;
    const changed = Array.from({ length: indexAndFooter }, (_, back) => {
      const bytes = Buffer.from(good);
      bytes[bytes.length - 1 - back] ^= 1;
      return bytes;
    });
    const bad = [good.subarray(0, -1), good.subarray(1), good.subarray(0, 10), Buffer.alloc(0), ...changed];
    for (const bytes of bad) {
      await writeFile(folder.path("t"), bytes);
      await expect(TokenStore.open(folder.path("t"))).rejects.toMatchObject({ code: "bad-input" });
    }
    await expect(TokenStore.open(folder.path("none"))).rejects.toThrow(/none/);
  });

  it("finds a block that was damaged when it reads it", async () => {
    await written([
      [1, 2],
      [3, 4],
    ]);
    const bytes = await readFile(folder.path("t"));
    bytes[8]++;
    await writeFile(folder.path("t"), bytes);
    const store = await TokenStore.open(folder.path("t"));
    await expect(collect(store.sentences())).rejects.toThrow(/block 0 is damaged/);
  });
});
