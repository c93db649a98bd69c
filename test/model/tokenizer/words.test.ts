import fc from "fast-check";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../../../src/model/tokenizer/load";
import { frequentWords, splitWords, WordTokenizer } from "../../../src/model/tokenizer/words";

const tokenizer = new WordTokenizer(["the", "cat", "n't", ".", "N", "__proto__", "constructor", "7"]);

describe("frequentWords", () => {
  it("takes the most frequent, ties in code-unit order whatever the order they came in", () => {
    const counts = [
      ["b", 2],
      ["a", 2],
      ["c", 9],
      ["d", 1],
      ["<unk>", 50],
      ["<s>", 7],
    ] as const;
    expect(frequentWords(new Map(counts), 7)).toEqual(["c", "a", "b"]);
    expect(frequentWords(new Map([...counts].reverse()), 7)).toEqual(["c", "a", "b"]);
  });

  it("refuses a size without room for a word", () => {
    expect(() => frequentWords(new Map([["a", 1]]), 4)).toThrow(/too small/);
  });
});

describe("word level", () => {
  it("restores known words and counts others as unknown", async () => {
    const ids = await tokenizer.encodeBatch(["the cat does n't  .", "<unk> <s> </s> <pad>", ""]);
    expect(ids).toEqual([[4, 5, 1, 6, 7], [1, 1, 1, 1], []]);
    expect(await tokenizer.decodeBatch([[2, 4, 5, 1, 3, 0], []])).toEqual(["the cat <unk>", ""]);
  });

  it("is read alike by the library itself and after a round trip", async () => {
    const native = NativeTokenizer.fromString(tokenizer.toJson());
    const loaded = loadTokenizer(tokenizer.toJson());
    expect(loaded.kind).toBe("words");
    const word = fc.constantFrom(
      "the",
      "cat",
      "n't",
      "__proto__",
      "constructor",
      "<s>",
      "<unk>",
      "</s>",
      "x<s>",
      "7",
      " ",
      "Ü",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word), async (words) => {
        const text = words.join(" ");
        const [ids = []] = await tokenizer.encodeBatch([text]);
        expect((await native.encode(text)).getIds()).toEqual(ids);
        expect(await native.decode([...ids], false)).toBe((await tokenizer.decodeBatch([ids]))[0]);
        expect(await loaded.encodeBatch([text])).toEqual([ids]);
      }),
    );
  });

  it("leaves the last word of a prefix open unless a space follows it", async () => {
    expect(await tokenizer.encodePrefix("the ca")).toEqual({ tokens: [4], rest: "ca" });
    expect(await tokenizer.encodePrefix("the cat ")).toEqual({ tokens: [4, 5], rest: "" });
    expect(await tokenizer.encodePrefix("")).toEqual({ tokens: [], rest: "" });
  });

  it.each([[["a", "a"]], [["a b"]], [[""]], [["<s>"]]])("refuses the vocabulary %j", (words) => {
    expect(() => new WordTokenizer(words)).toThrow(/vocabulary/);
  });

  it("splits at spaces alone", () => {
    expect(splitWords(" a\u00a0b  c\t")).toEqual(["a\u00a0b", "c\t"]);
  });
});
