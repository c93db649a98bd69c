import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { fileBatches, type Line, lineBatches } from "../../src/cli/lines";

const folder = mkdtempSync(join(tmpdir(), "homotopy-lines-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function collect(batches: AsyncIterable<readonly Line[]>): Promise<(readonly Line[])[]> {
  const collected: (readonly Line[])[] = [];
  for await (const batch of batches) collected.push(batch);
  return collected;
}

async function* chunksOf(...chunks: readonly string[]): AsyncGenerator<string> {
  yield* chunks;
}

describe("lineBatches", () => {
  it("numbers lines from 1 and leaves blank ones out", async () => {
    expect(await collect(lineBatches(chunksOf("a\r\n\n  \nb"), "stdin"))).toEqual([
      [{ number: 1, text: "a" }],
      [{ number: 4, text: "b" }],
    ]);
  });

  it("gives what is complete at each pause of the input", async () => {
    const batches = await collect(lineBatches(chunksOf("one\ntw", "o\nthree", "\n"), "stdin"));
    expect(batches.map((batch) => batch.map(({ text }) => text))).toEqual([["one"], ["two"], ["three"]]);
  });

  it("finds the same lines however the text is cut", async () => {
    const line = fc.string().filter((text) => !/[\r\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const text = lines.join("\n");
        const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, n) =>
          text.slice(n * size, (n + 1) * size),
        );
        const found = (await collect(lineBatches(chunksOf(...chunks), "stdin"))).flat();
        const expected = lines.flatMap((each, n) => (each.trim() === "" ? [] : [{ number: n + 1, text: each }]));
        expect(found).toEqual(expected);
      }),
    );
  });

  it("refuses a line without an end", async () => {
    const endless = "x".repeat(600_000);
    await expect(collect(lineBatches(chunksOf("first\n", endless, endless), "stdin"))).rejects.toMatchObject({
      code: "bad-input",
      where: "stdin, line 2",
    });
  });
});

describe("fileBatches", () => {
  const sentences = Array.from({ length: 1000 }, (_, n) => `Sentence ${n}.`);

  it.each([
    ["plain.txt", Buffer.from(sentences.join("\n"))],
    ["packed.txt.gz", gzipSync(`${sentences.join("\n")}\n`)],
  ])("cuts %s into batches of one size", async (name, bytes) => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    const batches = await collect(fileBatches(file, 300));
    expect(batches.map((batch) => batch.length)).toEqual([300, 300, 300, 100]);
    expect(batches.flat().map(({ text }) => text)).toEqual(sentences);
  });

  it("names a file that cannot be read", async () => {
    const missing = join(folder, "missing.txt");
    await expect(collect(fileBatches(missing, 10))).rejects.toMatchObject({ code: "bad-input", where: missing });
    const damaged = join(folder, "damaged.gz");
    writeFileSync(damaged, "no gzip");
    await expect(collect(fileBatches(damaged, 10))).rejects.toMatchObject({ code: "bad-input", where: damaged });
  });
});
