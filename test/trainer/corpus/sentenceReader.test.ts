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

  it("reads Unicode's line breaks, but not in verbatim text", async () => {
    const text = "One\u2028Two\u0085Three\u2029Four";
    expect((await read(text)).sentences).toEqual(["One", "Two", "Three", "Four"]);
    expect((await read(text, { layout: "verbatim", language: "en" })).sentences).toEqual([text]);
  });

  it("reads UTF-16 and Windows-1252", async () => {
    const text = "Sch\u00f6ne Gr\u00fc\u00dfe.\r\nAus dem Norden.";
    const sentences = ["Schöne Grüße.", "Aus dem Norden."];
    expect((await read(new Uint8Array(Buffer.from(text, "utf16le")))).sentences).toEqual(sentences);
    expect((await read(gzipSync(Buffer.from(text, "latin1")))).sentences).toEqual(sentences);
  });

  it("reads documents by their names, zipped or not, unless the layout is given", async () => {
    const options = { ...AUTO, codeFiles: true };
    const of = async (name: string, contents: string | Uint8Array, how: ReadingOptions): Promise<string[]> => {
      await folder.write({ [name]: contents });
      return (await collect(readSentences(folder.path(name), how))).flatMap(({ sentences }) => [...sentences]);
    };
    const markdown = "# Title\n\nSome *wrapped*\ntext. More.\n";
    expect(await of("a.md", markdown, AUTO)).toEqual(["Some wrapped text.", "More."]);
    expect(await of("a.md.gz", gzipSync(markdown), AUTO)).toEqual(["Some wrapped text.", "More."]);
    expect(await of("a.md", "*a* b\n", { layout: "verbatim", language: "en" })).toEqual(["*a* b"]);
    expect(await of("a.py", "x = 1  # of all the numbers\n", options)).toEqual(["of all the numbers"]);
    // A corpus in Polish, say, whatever Perl's files are called.
    expect(await of("train.pl", "Jedno zdanie.\nDrugie zdanie.\n", AUTO)).toEqual(["Jedno zdanie.", "Drugie zdanie."]);
  });

  it("leaves out secrets, and counts what it leaves out", async () => {
    await folder.write({ text: "Mail a@b.cd.\nA sentence.\n***\n" });
    const blocks = async (options: ReadingOptions) => {
      const all = await collect(readSentences(folder.path("text"), options));
      return [all.flatMap(({ sentences }) => sentences), new Map(all.flatMap(({ dropped }) => [...dropped]))];
    };
    expect(await blocks(AUTO)).toEqual([
      ["A sentence."],
      new Map([
        ["with an e-mail address", 1],
        ["without words", 1],
      ]),
    ]);
    expect(await blocks({ ...AUTO, keepSecrets: true })).toEqual([
      ["Mail a@b.cd.", "A sentence."],
      new Map([["without words", 1]]),
    ]);
    expect(await blocks({ ...AUTO, layout: "verbatim" })).toEqual([["Mail a@b.cd.", "A sentence.", "***"], new Map()]);
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
