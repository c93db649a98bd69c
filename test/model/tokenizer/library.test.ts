/** The JavaScript library stands in for the native one: both must give the same ids and the same texts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import * as native from "tokenizers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BytePairTokenizer, trainBytePairTokenizer } from "../../../src/model/tokenizer/bpe";
import { nativeLibrary, scriptLibrary, type TokenizerLibrary } from "../../../src/model/tokenizer/library";

const folder = mkdtempSync(join(tmpdir(), "homotopy-library-"));
const TEXTS = [
  "",
  "   ",
  "She opened the door.",
  "I'll  go — naïve café 日本語 😀 \u202eabc",
  "<s> is </s> no mark",
  "a\tb\r\nc \u0000",
  "don't DON'T 'S 12,345.67",
];

let json: string;
let libraries: { readonly native: TokenizerLibrary; readonly script: TokenizerLibrary };

beforeAll(async () => {
  const file = join(folder, "corpus.txt");
  writeFileSync(file, "She opened the door.\nThe other one did not open the door.\n".repeat(20));
  json = (await trainBytePairTokenizer([file], 320)).toJson();
  libraries = { native: nativeLibrary(json, native), script: scriptLibrary(json) };
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the tokenizer in JavaScript", () => {
  it("has the vocabulary of the native one", () => {
    const entries = ({ size, entry }: TokenizerLibrary) => Array.from({ length: size + 1 }, (_, id) => entry(id));
    expect(entries(libraries.script)).toEqual(entries(libraries.native));
  });

  it("encodes as the native one", async () => {
    expect(await libraries.script.encodeBatch(TEXTS)).toEqual(await libraries.native.encodeBatch(TEXTS));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
        expect(await libraries.script.encodeBatch([text])).toEqual(await libraries.native.encodeBatch([text]));
      }),
    );
  });

  it("decodes as the native one, also ids whose bytes are no UTF-8", async () => {
    const id = fc.integer({ min: 4, max: libraries.native.size - 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(id), async (ids) => {
        expect(await libraries.script.decodeBatch([ids])).toEqual(await libraries.native.decodeBatch([ids]));
      }),
    );
  });

  it("serves a model's tokenizer", async () => {
    const tokenizer = new BytePairTokenizer(json, libraries.script);
    expect(await tokenizer.decodeBatch(await tokenizer.encodeBatch(["The door, 😀."]))).toEqual(["The door, 😀."]);
    expect(tokenizer.tokenText(4)).toBe(new BytePairTokenizer(json).tokenText(4));
    expect(() => tokenizer.tokenText(tokenizer.size)).toThrow(RangeError);
  });
});
