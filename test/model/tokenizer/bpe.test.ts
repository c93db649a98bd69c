import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import { normalizeText } from "../../../src/core/text/normalize";
import { SMALLEST_VOCABULARY, trainBytePairTokenizer } from "../../../src/model/tokenizer/bpe";
import { loadTokenizer } from "../../../src/model/tokenizer/load";
import type { Tokenizer } from "../../../src/model/tokenizer/tokenizer";

const TEXT =
  `The cat sat on the mat. She doesn't know.\n<s> The <unk> and the </s> or <pad>, <s> again: <s><s>\n`.repeat(50);

let folder: string;
let file: string;
let tokenizer: Tokenizer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bpe-test-"));
  file = join(folder, "text.txt");
  await writeFile(file, TEXT);
  tokenizer = await trainBytePairTokenizer([file], 300);
});
afterAll(() => rm(folder, { recursive: true }));

const encode = async (text: string): Promise<readonly number[]> => (await tokenizer.encodeBatch([text]))[0] ?? [];

describe("byte-level BPE", () => {
  it("has the vocabulary that was asked for, specials first", () => {
    expect(tokenizer.size).toBe(300);
    expect([0, 1, 2, 3].map((id) => tokenizer.tokenText(id))).toEqual(["<pad>", "<unk>", "<s>", "</s>"]);
    expect(tokenizer.special).toEqual({ pad: 0, unk: 1, bos: 2, eos: 3 });
  });

  it("restores any normalised text, and never uses a special token", async () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc
        .array(fc.constantFrom("<s>", "<unk>", "</s>", "<pad>", " ", "the", ".", "'ll"), { maxLength: 8 })
        .map((a) => a.join("")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 5 }), async (texts) => {
        const normal = texts.map(normalizeText);
        const ids = await tokenizer.encodeBatch(normal);
        expect(await tokenizer.decodeBatch(ids)).toEqual(normal);
        expect(Math.min(4, ...ids.flat())).toBe(4);
      }),
      { numRuns: 300 },
    );
  });

  it("gives the first word the token it has elsewhere", async () => {
    expect((await encode("the the"))[0]).toBe((await encode("the the"))[1]);
    expect(tokenizer.tokenText((await encode("cat"))[0] ?? 0)).toBe(" cat");
  });

  it("passes over marks when decoding and keeps bytes that are no UTF-8 as U+FFFD", async () => {
    const ids = await encode("The cat");
    const [half = 0] = (await encode("é")).slice(1);
    expect(await tokenizer.decodeBatch([[2, ...ids, 3, 0, 0], [...ids, half], []])).toEqual([
      "The cat",
      "The cat\ufffd",
      "",
    ]);
  });

  it("is read alike by the library itself", async () => {
    const native = NativeTokenizer.fromString(tokenizer.toJson());
    for (const text of ["The cat sat.", "<s> <unk>", "naïve 👩‍👩‍👧 x", ""]) {
      const encoding = await native.encode(text);
      expect(encoding.getIds()).toEqual(await encode(text));
      expect(await native.decode(encoding.getIds(), true)).toBe(text);
    }
  });

  it("is the same when trained again, and after a round trip through its file", async () => {
    expect((await trainBytePairTokenizer([file], 300)).toJson()).toBe(tokenizer.toJson());
    const loaded = loadTokenizer(tokenizer.toJson());
    expect(loaded.kind).toBe("bpe");
    expect(await loaded.encodeBatch(["She doesn't sit."])).toEqual([await encode("She doesn't sit.")]);
  });

  it.each([
    ["The cat sat ", "The cat sat", " "],
    ["The cat s", "The cat", " s"],
    ["The cat.", "The cat.", ""],
    ["The cat, ", "The cat,", " "],
    ["Th", "", " Th"],
    ["I don'", "I don", "'"],
    ["I don't", "I don", "'t"],
    ["They'l", "They", "'l"],
    ["", "", ""],
    ["  ", "", ""],
    ["a\u00a0 b ", "a b", " "],
  ])("encodes the prefix %j as far as it is settled", async (prefix, closed, rest) => {
    const result = await tokenizer.encodePrefix(prefix);
    expect(result.rest).toBe(rest);
    expect(result.tokens).toEqual(await encode(closed));
  });

  it("gives a prefix tokens that every sentence going on from it begins with", async () => {
    const piece = fc.constantFrom(
      "The",
      "cat",
      " ",
      "'",
      "ll",
      "t",
      "re",
      ".",
      ",",
      "?",
      "s",
      "9",
      "é",
      "don't",
      "…",
      "👩",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece), fc.array(piece), async (head, tail) => {
        const prefix = normalizeText(head.join(""));
        // Runs of punctuation may grow together; a prefix that ends in it counts as settled.
        fc.pre(/[\p{L}\p{N}]$/u.test(prefix));
        const whole = normalizeText(prefix + tail.join(""));
        const { tokens, rest } = await tokenizer.encodePrefix(prefix);
        const ids = await encode(whole);
        expect(ids.slice(0, tokens.length)).toEqual(tokens);
        const [text] = await tokenizer.decodeBatch([tokens]);
        expect((tokens.length > 0 ? " " : "") + text + rest).toBe(` ${prefix}`);
      }),
    );
  });

  it("refuses a vocabulary without room for every byte and files that are not there", async () => {
    await expect(trainBytePairTokenizer([file], SMALLEST_VOCABULARY - 1)).rejects.toThrow(HomotopyError);
    await expect(trainBytePairTokenizer([join(folder, "none.txt")], 300)).rejects.toThrow(/none\.txt/);
  });

  it("stops on request", async () => {
    const stopped = trainBytePairTokenizer([file], 300, AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });
});
