/** The merges that are learned here, beside those that Hugging Face's own trainer learns. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { BPE, byteLevelPreTokenizer, Tokenizer } from "tokenizers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { learnMerges } from "../../../src/model/tokenizer/learnMerges";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-merges-"));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function textFile(text: string): Promise<string> {
  const file = join(folder, `${files++}.txt`);
  await writeFile(file, text);
  return file;
}

async function peerMerges(file: string): Promise<unknown> {
  const tokenizer = new Tokenizer(BPE.empty());
  tokenizer.setPreTokenizer(byteLevelPreTokenizer(true, true));
  tokenizer.train([file]);
  const trained = `${file}.json`;
  tokenizer.save(trained, false);
  return JSON.parse(await readFile(trained, "utf8")).model.merges;
}

/** Lines of made-up words, the short ones often and again in the long ones. */
function madeUpText(lines: number): string {
  const random = seeded(1, "merges");
  const letters = ["a", "b", "c", "é", "ß", "1", "'", ",", "th", "ing", "'ll ", "🙂"];
  const pick = () => letters[Math.floor(letters.length * random.uniform() ** 2)];
  const word = () => Array.from({ length: 1 + Math.floor(6 * random.uniform() ** 2) }, pick).join("");
  return Array.from({ length: lines }, () => Array.from({ length: 12 }, word).join(" ").trim()).join("\n");
}

describe("learning merges", () => {
  it("merges the most frequent pair first", async () => {
    const file = await textFile("low slow\nflow");
    expect(await learnMerges([file], 2)).toEqual([
      ["l", "o"],
      ["lo", "w"],
    ]);
  });

  it("learns what the library learns, to the last merge", async () => {
    const file = await textFile(madeUpText(2000));
    const merges = await learnMerges([file], 30_000);
    expect(merges.length).toBeGreaterThan(2000);
    expect(merges).toEqual(await peerMerges(file));
  });

  it("learns what the library learns of any lines", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[abAB'.]{1,9}( [abé1]{1,9}){0,5}$/), { maxLength: 12 }),
        async (lines) => {
          const file = await textFile(lines.join("\n"));
          expect(await learnMerges([file], 30_000)).toEqual(await peerMerges(file));
        },
      ),
      { numRuns: 60 },
    ));

  it("counts over all files, however they are cut into pieces", async () => {
    const text = madeUpText(1500);
    const [whole, one, two] = [text, text.slice(0, text.indexOf("\n")), text.slice(text.indexOf("\n") + 1)];
    const together = await learnMerges([await textFile(one), await textFile(two)], 500);
    expect(together).toEqual(await learnMerges([await textFile(whole)], 500));
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const stopped = learnMerges([await textFile(madeUpText(2000))], 30_000, controller.signal);
    setTimeout(() => controller.abort(), 1);
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  });

  it("says which file cannot be read", async () => {
    await expect(learnMerges([join(folder, "none.txt")], 10)).rejects.toMatchObject({
      code: "bad-input",
      where: join(folder, "none.txt"),
    });
  });
});
