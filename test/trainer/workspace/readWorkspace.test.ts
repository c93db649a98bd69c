import { rm, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planWorkspace } from "../../../src/trainer/workspace/planWorkspace";
import { readWorkspace, type WorkspaceOptions } from "../../../src/trainer/workspace/readWorkspace";
import type { WorkspaceReport } from "../../../src/trainer/workspace/report";
import { exampleSentences, temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();

async function read(options: WorkspaceOptions = {}): Promise<{ sentences: string[]; report: WorkspaceReport }> {
  const workspace = readWorkspace([folder.path()], options);
  const sentences: string[] = [];
  for await (const block of workspace.sentences) sentences.push(...block.sentences);
  return { sentences, report: workspace.report() };
}

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"));

describe("readWorkspace", () => {
  it("reads every format in any encoding, each sentence once, and accounts for all of it", async () => {
    await folder.write({
      "a.md": "# Title\n\nThe first sentence. Write to a@b.cd for more.\n\nA formula is $x_1$ here.\n",
      "b.txt": utf16("The second sentence stands here.\r\nThe first sentence.\r\n"),
      "c.tex": Uint8Array.from(Buffer.from("Sch\xf6ne Gr\xfc\xdfe aus dem Norden.", "latin1")),
      "d.py": '"""Code says something."""\n',
      "e.txt": Uint8Array.of(1, 2, 0, 3, 0, 0),
      "f.ipynb": "{}",
      "g.txt": "* * *\n",
    });
    const { sentences, report } = await read({ codeFiles: true });
    expect(sentences).toEqual([
      "The first sentence.",
      "The second sentence stands here.",
      "Schöne Grüße aus dem Norden.",
      "Code says something.",
    ]);
    expect(report).toMatchObject({
      files: 7,
      estimated: false,
      sentences: 4,
      characters: sentences.join("").length,
      formats: {
        markdown: { files: 1 },
        plain: { files: 3 },
        latex: { files: 1 },
        code: { files: 1 },
        notebook: { files: 1 },
      },
      dropped: { "with an e-mail address": 1, "with a formula": 1, duplicates: 1, "without words": 1 },
    });
    expect(report.read).toEqual({ files: 7, bytes: report.bytes });
    expect(report.skipped).toEqual([
      { reason: "no usable sentence in it", count: 2, examples: [folder.path("f.ipynb"), folder.path("g.txt")] },
      { reason: "not a text file", count: 1, examples: [folder.path("e.txt")] },
    ]);
  });

  it("keeps secrets on request", async () => {
    await folder.write({ "a.txt": "Write to a@b.cd for more.\n" });
    expect((await read()).sentences).toEqual([]);
    expect((await read({ keepSecrets: true })).sentences).toEqual(["Write to a@b.cd for more."]);
  });

  it("tells the languages, and how much is not in the first one", async () => {
    await folder.write({
      "en.md": "The watchman sees nothing, but he hears a voice. It comes from far away, he thinks.\n",
      "de.md": "Der Wächter sieht nichts.\n",
    });
    const { report } = await read();
    expect(report.languages.map(({ language }) => language)).toContain("en");
    expect(report.otherLanguages).toBeCloseTo(1 - (report.languages[0]?.share ?? 0));
  });

  it("goes past a file that vanishes or turns into something else after it was found", async () => {
    await folder.write({ "a.txt": "The first.\n", "b.md": "The second.\n", "c.md": "The third.\n" });
    const workspace = readWorkspace([folder.path()]);
    const sentences: string[] = [];
    for await (const block of workspace.sentences) {
      sentences.push(...block.sentences);
      if (sentences.length > 1) continue;
      await rm(folder.path("b.md"));
      await writeFile(folder.path("c.md"), Uint8Array.of(0, 0, 1, 2));
    }
    expect(sentences).toEqual(["The first."]);
    expect(
      workspace
        .report()
        .skipped.map(({ reason }) => reason)
        .sort(),
    ).toEqual(["it is no longer there, or a broken link", "not a text file"]);
  });

  it("reads past a line of ten million characters, in every format", async () => {
    const long = "very long ".repeat(1e6);
    await folder.write({
      "a.txt": `First.\n${long}\nSecond.`,
      "b.html": `<p>Third.</p>${"x".repeat(7e6)}<p>Fourth.</p>`,
      "c.md": long,
    });
    const { sentences, report } = await read({ maxFileBytes: 1e8 });
    expect(sentences).toEqual(["First.", "Second.", "Third.", "Fourth."]);
    expect(report.dropped["too long"]).toBe(1);
    expect(report.skipped).toEqual([
      { reason: "longer than 8 million characters", count: 1, examples: [folder.path("c.md")] },
    ]);
  });

  it("stops on request", async () => {
    await folder.write({ "a.txt": exampleSentences(5000).join("\n"), "b.txt": "More.\n" });
    const controller = new AbortController();
    const { sentences } = readWorkspace([folder.path()], {}, controller.signal);
    const reading = async (): Promise<void> => {
      for await (const _ of sentences) controller.abort();
    };
    await expect(reading()).rejects.toMatchObject({ code: "cancelled" });
    await expect(planWorkspace([folder.path()], {}, controller.signal)).rejects.toMatchObject({ code: "cancelled" });
  });

  it("takes any bytes under any name, and gives clean sentences", async () => {
    const name = fc.constantFrom(
      "a.txt",
      "a.md",
      "a.mdx",
      "a.html",
      "a.rst",
      "a.adoc",
      "a.org",
      "a.tex",
      "a.ipynb",
      "a.ts",
      "a.txt.gz",
    );
    await fc.assert(
      fc.asyncProperty(name, fc.uint8Array({ maxLength: 600 }), async (file, bytes) => {
        await folder.write({ [file]: bytes });
        const { sentences, report } = await read({ codeFiles: true });
        await rm(folder.path(file));
        for (const sentence of sentences) expect(sentence).not.toMatch(/[\p{Cc}\p{Surrogate}\ufffd\ufffc]/u);
        expect(sentences.join("").length).toBeLessThanOrEqual(2 * bytes.length);
        expect(report.files + report.skipped.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(0);
      }),
      { numRuns: 100 },
    );
  });
});

describe("planWorkspace", () => {
  const files = Object.fromEntries(
    Array.from({ length: 100 }, (_, n) => [
      // Below two folders: chosen by the last three parts of the path, and the temporary folder has another name each time.
      `notes/${n % 7}/${n}.txt`,
      exampleSentences(40)
        .map((line) => `${line} In file ${n}.`)
        .join("\n"),
    ]),
  );

  it("counts all of a small workspace as reading does", async () => {
    await folder.write(files);
    expect(await planWorkspace([folder.path()])).toEqual((await read()).report);
  });

  it("reads a part of a large one, the same each time, and scales up", async () => {
    await folder.write({
      ...files,
      "large.txt": exampleSentences(4000)
        .map((line) => `${line} At large.`)
        .join("\n"),
    });
    const whole = (await read()).report;
    const plan = await planWorkspace([folder.path()], { budgetBytes: whole.bytes / 4 });
    expect(plan.estimated).toBe(true);
    expect(plan.files).toBe(101);
    expect(plan.bytes).toBe(whole.bytes);
    expect(plan.read.bytes).toBeLessThan(whole.bytes / 2);
    expect(Math.abs(plan.sentences / whole.sentences - 1)).toBeLessThan(0.25);
    expect(await planWorkspace([folder.path()], { budgetBytes: whole.bytes / 4 })).toEqual(plan);
  });

  it("says of an empty folder that there is nothing", async () => {
    await folder.write({ "a.png": "x" });
    expect(await planWorkspace([folder.path()])).toMatchObject({
      files: 0,
      sentences: 0,
      estimated: false,
      languages: [],
    });
  });
});
