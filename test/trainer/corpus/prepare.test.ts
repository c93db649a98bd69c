import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Lexicon, wordsOf } from "../../../src/core/text/lexicon";
import { disk, type Storage } from "../../../src/model/package/storage";
import { WordTokenizer } from "../../../src/model/tokenizer/words";
import { openCorpus } from "../../../src/trainer/corpus/corpus";
import { type Corpus, type CorpusOptions, prepareCorpus } from "../../../src/trainer/corpus/prepare";
import type { TokenStore } from "../../../src/trainer/corpus/tokenStore";
import { collect, exampleSentences, temporaryFolder } from "./temporaryFolder";

const folder = temporaryFolder();

const options = (changes: Partial<CorpusOptions> = {}): CorpusOptions => ({
  sources: [folder.path("text")],
  directory: folder.path("corpus"),
  tokenizer: { kind: "bpe", vocabulary: 300 },
  maxTokens: 60,
  seed: 1,
  ...changes,
});

async function texts({ tokenizer }: Corpus, store: TokenStore): Promise<string[]> {
  const ids = await collect(store.sentences());
  return [...(await tokenizer.decodeBatch(ids.map((sentence) => [...sentence])))];
}

const both = async (corpus: Corpus): Promise<[string[], string[]]> => [
  await texts(corpus, corpus.train),
  await texts(corpus, corpus.validation),
];

describe("prepareCorpus", () => {
  const list = exampleSentences(600);

  it("splits files into training and held-out sentences, each once", async () => {
    await folder.write({
      "text/a.txt": list.slice(0, 400).join("\n"),
      "text/b.txt.gz": gzipSync([...list.slice(300), "* * *", `Much ${"too ".repeat(70)}long.`].join("\n")),
      "text/c.txt": "",
      "text/d.txt": Uint8Array.of(1, 2, 0, 4),
    });
    const corpus = await prepareCorpus(options());
    const [train, validation] = await both(corpus);
    expect(validation).toHaveLength(61);
    expect([...train, ...validation].sort()).toEqual([...list].sort());
    const { statistics } = corpus;
    expect(statistics).toMatchObject({
      files: 2,
      sentences: train.length,
      validationSentences: 61,
      tokens: corpus.train.tokens,
      unknown: 0,
      vocabulary: 300,
      dropped: { duplicates: 100, "too long": 1, "without words": 1 },
    });
    expect(statistics.skipped.map(({ reason }) => reason)).toEqual(["an empty file", "not a text file"]);
    expect(statistics.histogram).toEqual([...corpus.train.histogram]);
    expect(corpus.lexicon).toEqual(Lexicon.of(train.flatMap(wordsOf)));
    expect((await readdir(folder.path("corpus"))).sort()).toEqual([
      "corpus.json",
      "tokenizer.json",
      "train.tokens",
      "valid.tokens",
      "words.txt",
    ]);
  });

  it("holds out the same sentences whatever the order of the text, and others with another seed", async () => {
    await folder.write({ text: list.join("\n"), reversed: [...list].reverse().join("\n") });
    const heldOut = async (changes: Partial<CorpusOptions>): Promise<string[]> =>
      (await both(await prepareCorpus(options(changes))))[1].sort();
    const first = await heldOut({});
    expect(await heldOut({ directory: folder.path("again") })).toEqual(first);
    expect(await heldOut({ directory: folder.path("other"), sources: [folder.path("reversed")] })).toEqual(first);
    expect(await heldOut({ directory: folder.path("seed"), seed: 2 })).not.toEqual(first);
  });

  it("writes the same bytes twice", async () => {
    await folder.write({ text: list.join("\n") });
    await prepareCorpus(options());
    await prepareCorpus(options({ directory: folder.path("again") }));
    for (const name of ["corpus.json", "tokenizer.json", "train.tokens", "valid.tokens"]) {
      expect(await readFile(folder.path("again", name))).toEqual(await readFile(folder.path("corpus", name)));
    }
  });

  it("opens a finished folder again without the text, and makes it anew for other options", async () => {
    await folder.write({ text: list.join("\n") });
    const made = await prepareCorpus(options());
    await rm(folder.path("text"));
    const again = await prepareCorpus(options());
    expect(again.statistics).toEqual(made.statistics);
    expect(await both(again)).toEqual(await both(made));
    await expect(prepareCorpus(options({ maxTokens: 50 }))).rejects.toMatchObject({ code: "bad-input" });
    await expect(openCorpus(folder.path("corpus"))).rejects.toMatchObject({ code: "bad-input" });
  });

  it("measures unigrams as they are defined", async () => {
    await folder.write({ train: "a b a\nb\n", valid: "a c\n" });
    const corpus = await prepareCorpus(
      options({
        sources: [folder.path("train")],
        validation: folder.path("valid"),
        tokenizer: { kind: "words", vocabulary: 10 },
      }),
    );
    // Outcomes: <unk>, </s>, a, b. Training: a 2, b 2, </s> 2, of 6 tokens.
    expect(corpus.statistics.unigram).toBeCloseTo(Math.log(10 / 3) + Math.log(10 / 1) + Math.log(10 / 3), 12);
    expect(corpus.statistics).toMatchObject({ sentences: 2, tokens: 4, validationSentences: 1, validationTokens: 2 });
  });

  it("takes words as they are: duplicates stay, the rare ones are unknown", async () => {
    await folder.write({ train: "b a . x\nb a . y\r\n b a . y\n\n", valid: "a  z\n" });
    const corpus = await prepareCorpus(
      options({
        sources: [folder.path("train")],
        validation: folder.path("valid"),
        tokenizer: { kind: "words", vocabulary: 8 },
      }),
    );
    expect(await both(corpus)).toEqual([["b a . <unk>", "b a . y", "b a . y"], ["a <unk>"]]);
    expect(corpus.statistics).toMatchObject({ unknown: 1, dropped: { duplicates: 0 } });
    expect([4, 5, 6, 7].map((id) => corpus.tokenizer.tokenText(id))).toEqual([".", "a", "b", "y"]);
  });

  it("keeps held-out text out of the training text", async () => {
    await folder.write({ train: list.join("\n"), valid: list.slice(10, 20).join("\n") });
    const corpus = await prepareCorpus(options({ sources: [folder.path("train")], validation: folder.path("valid") }));
    expect(await both(corpus)).toEqual([[...list.slice(0, 10), ...list.slice(20)], list.slice(10, 20)]);
  });

  it("uses a tokenizer that is given", async () => {
    await folder.write({ text: list.join("\n"), "tokenizer.json": new WordTokenizer(["The", "cat"]).toJson() });
    const corpus = await prepareCorpus(
      options({ tokenizer: { kind: "words", vocabulary: 9, file: folder.path("tokenizer.json") } }),
    );
    expect(corpus.tokenizer.size).toBe(6);
    expect(corpus.statistics.unknown).toBeGreaterThan(1000);
  });

  it("splits prose that is wrapped", async () => {
    const prose = list.join(" ").replace(/(.{50,60}) /g, "$1\n");
    await folder.write({ text: prose });
    const [train, validation] = await both(await prepareCorpus(options()));
    expect([...train, ...validation].sort()).toEqual([...list].sort());
  });

  it.each([
    ["an empty file", "", /an empty file/],
    ["a binary file", Uint8Array.of(0, 1, 2), /not a text file/],
    ["only punctuation", "...\n\n!!!\n", /No usable sentence/],
    ["one sentence", "Hello there.\n", /Too few/],
    [
      "only long sentences",
      exampleSentences(50)
        .map((s) => s.repeat(9))
        .join("\n"),
      /50 are longer than 60/,
    ],
  ])("refuses %s and names it", async (_, contents, why) => {
    await folder.write({ text: contents });
    const prepared = prepareCorpus(options());
    await expect(prepared).rejects.toMatchObject({ code: "bad-input" });
    await expect(prepareCorpus(options())).rejects.toThrow(why);
    await expect(prepareCorpus(options())).rejects.toThrow(folder.path("text"));
  });

  it("stops on request and leaves nothing that looks finished", async () => {
    await folder.write({ text: list.join("\n") });
    const controller = new AbortController();
    const stopped = prepareCorpus(options(), controller.signal, ({ stage }) => {
      if (stage === "tokens") controller.abort();
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    await expect(openCorpus(folder.path("corpus"))).rejects.toMatchObject({ code: "bad-input" });
    expect((await prepareCorpus(options())).statistics.sentences).toBe(540);
  });

  it("says that the disk is full", async () => {
    await folder.write({ text: list.join("\n") });
    const full: Storage = {
      ...disk,
      create: async (path) => ({
        ...(await disk.create(path)),
        write: () => Promise.reject(Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" })),
      }),
    };
    await expect(prepareCorpus(options(), undefined, undefined, full)).rejects.toMatchObject({ code: "disk" });
    expect(await readdir(folder.path("corpus"))).toEqual([]);
  });

  it("notices files that do not belong together", async () => {
    await folder.write({ text: list.join("\n") });
    await prepareCorpus(options());
    await writeFile(folder.path("corpus", "tokenizer.json"), new WordTokenizer(["a"]).toJson());
    await expect(prepareCorpus(options())).rejects.toThrow(/do not belong together/);
  });
});
