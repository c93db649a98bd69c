/** `fit-prior`, and what a model with a learned prior is asked and says, as a person would. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportPackage } from "../../src/model/package/export";
import { readPackage } from "../../src/model/package/read";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { MANIFEST_PARTS, NETWORK } from "../model/exampleManifest";
import { randomWeights } from "../reference/weights";
import { homotopy } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-prior-"));
const [model, learned, text, short] = ["example", "learned", "text.txt", "short.txt"].map((name) => join(folder, name));
const WORDS = ["the", "cat", "dog", "sees", "a", "bird", "."];

beforeAll(async () => {
  const lines = Array.from({ length: 120 }, (_, n) => [n, n * 3, n * 5].map((word) => WORDS[word % 7]).join(" "));
  writeFileSync(text, lines.join("\n"));
  writeFileSync(short, lines.slice(0, 9).join("\n"));
  await exportPackage({
    directory: model,
    config: NETWORK,
    weights: randomWeights(NETWORK, 1),
    tokenizer: new WordTokenizer(WORDS),
    manifestParts: MANIFEST_PARTS,
    includeWeights: true,
  });
  const { code, stderr } = await homotopy(["fit-prior", model, text, "--out", learned, "--components", "2"]);
  expect([code, stderr]).toEqual([0, ""]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("fit-prior", () => {
  it("writes a package with the prior, and leaves the model alone", async () => {
    expect((await readPackage(learned)).prior?.components).toHaveLength(2);
    expect((await readPackage(model)).prior).toBeUndefined();
  });

  it("says what it tried, to people and to programs", async () => {
    const out = join(folder, "told");
    const { stdout } = await homotopy(["fit-prior", model, text, "--out", out]);
    expect(stdout).toMatch(/^108 sentences; mean ln p\(z\)/);
    expect(stdout).toMatch(/N\(0, I\)\s+−\d+\.\d\d\n\s+1\s+−?\d+\.\d\d\s+chosen/);
    const json = await homotopy([
      "fit-prior",
      model,
      text,
      "--out",
      out,
      "--validation",
      short,
      "--validation",
      text,
      "--json",
    ]);
    expect(JSON.parse(json.stdout)).toMatchObject({ sentences: 108, components: 1, seed: 1, out });
  });

  it.each([
    [[model, short], 1, "There are 9 sentences"],
    [[model, join(folder, "none.txt")], 1, "Cannot read the file"],
    [[join(folder, "none"), text], 1, "There is no model"],
    [[model], 2, "missing required argument 'file'"],
    [[model, text, "--components", "0"], 2, "whole number from 1 to 128"],
  ])("refuses %j", async (args, code, message) => {
    const outcome = await homotopy(["fit-prior", ...args]);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(message);
  });
});

describe("a model with a learned prior", () => {
  it("samples from it, or from N(0, I)", async () => {
    const json = async (...args: string[]) =>
      JSON.parse((await homotopy(["sample", "--model", learned, "--json", ...args])).stdout);
    expect(await json()).toMatchObject({ prior: "learned" });
    expect(await json("--prior", "standard", "--spread", "0.5")).toMatchObject({ prior: "standard" });
    const refused = await homotopy(["sample", "--model", model, "--prior", "learned"]);
    expect(refused.stderr).toContain("fit one with homotopy fit-prior");
  });

  it("tells how familiar a text is, where that is asked for", async () => {
    const input = `${JSON.stringify({ text: "the cat sees a bird ." })}\n`;
    const [plain, asked] = [
      await homotopy(["encode", "--model", learned], { input }),
      await homotopy(["encode", "--model", learned, "--familiarity"], { input }),
    ];
    expect(JSON.parse(plain.stdout)).not.toHaveProperty("familiarity");
    expect(JSON.parse(asked.stdout)).toMatchObject({ familiarity: { percentile: expect.any(Number) } });
  });

  it("tells it of both ends of a path, and of what is known of a sentence", async () => {
    const json = async (...args: string[]) =>
      JSON.parse((await homotopy([...args, "--model", learned, "--json"])).stdout);
    const found = { familiarity: { percentile: expect.any(Number) } };
    expect(await json("interpolate", "the cat", "a dog .")).toMatchObject({
      ends: { start: { text: "the cat", ...found }, end: { text: "a dog .", ...found } },
    });
    expect(await json("complete", "the cat")).toMatchObject(found);
    expect(await json("impute", "the ___ sees a bird .")).toMatchObject(found);
  });
});
