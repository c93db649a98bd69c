import { appendFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ReadingOptions, readSentences } from "../../../src/trainer/corpus/sentenceReader";
import { UnusableFile } from "../../../src/trainer/corpus/textFile";
import { collect, exampleSentences, temporaryFolder } from "./temporaryFolder";

const folder = temporaryFolder();
const AUTO: ReadingOptions = { layout: "auto", language: "en" };

async function read(contents: string | Uint8Array, options = AUTO): Promise<{ sentences: string[]; overlong: number }> {
  await folder.write({ text: contents });
  const blocks = await collect(readSentences(folder.path("text"), options));
  return {
    sentences: blocks.flatMap((block) => block.sentences),
    overlong: blocks.reduce((sum, block) => sum + block.overlong, 0),
  };
}

describe("readSentences", () => {
  const list = exampleSentences(5000);

  it("reads a list of sentences, plain or gzipped, with or without byte order mark", async () => {
    const text = list.join("\n");
    expect((await read(text)).sentences).toEqual(list);
    expect((await read(gzipSync(`\ufeff${text}\n`))).sentences).toEqual(list);
  });

  it("reads several gzip members in one file", async () => {
    await folder.write({ text: gzipSync("One sentence.\n") });
    await appendFile(folder.path("text"), gzipSync("Another one.\n"));
    const blocks = await collect(readSentences(folder.path("text"), AUTO));
    expect(blocks.flatMap((block) => block.sentences)).toEqual(["One sentence.", "Another one."]);
  });

  it("splits wrapped prose and paragraphs", async () => {
    const wrapped =
      "The watchman sees nothing, but through the roar of the\nwind he hears Mr. Smith. Who is walking along the quiet\navenue?\n\nNobody.";
    expect((await read(wrapped)).sentences).toEqual([
      "The watchman sees nothing, but through the roar of the wind he hears Mr. Smith.",
      "Who is walking along the quiet avenue?",
      "Nobody.",
    ]);
    expect((await read("One. Two. Three\nFour. Five.\r\nSix. Seven.")).sentences).toHaveLength(7);
  });

  it("normalises, but takes verbatim lines as they are", async () => {
    const text = " Cafe\u0301  <unk>\u00a0x .\r\n\n";
    expect((await read(text)).sentences).toEqual(["Café <unk> x ."]);
    expect((await read(text, { layout: "verbatim", language: "en" })).sentences).toEqual([
      "Cafe\u0301  <unk>\u00a0x .",
    ]);
  });

  it("passes over a line of twenty million characters and goes on after it", async () => {
    const text = `First.\n${"very long ".repeat(2e6)}\nLast.`;
    expect(await read(text)).toEqual({ sentences: ["First.", "Last."], overlong: 1 });
  });

  it("cuts a paragraph that is one long line into its sentences", async () => {
    const { sentences } = await read(list.join(" "));
    expect(sentences).toEqual(list);
  });

  it.each([
    ["an empty file", new Uint8Array()],
    ["not a text file", Uint8Array.of(1, 0, 2, 3)],
    ["not a text file", gzipSync(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0))],
    ["a damaged gzip file", gzipSync(exampleSentences(3000).join("\n")).subarray(0, 4000)],
  ])("says of a file that it is %s", async (reason, contents) => {
    await expect(read(contents)).rejects.toThrow(UnusableFile);
    await expect(read(contents)).rejects.toThrow(reason);
  });
});
