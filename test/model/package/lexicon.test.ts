import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Lexicon } from "../../../src/core/text/lexicon";
import { modelCard } from "../../../src/model/card";
import { LEXICON_FILE } from "../../../src/model/manifest";
import { lexiconText, parseLexicon, readLexicon } from "../../../src/model/package/lexicon";
import { packageHash, readPackage } from "../../../src/model/package/read";
import { writeExample } from "./examplePackage";
import { inFolder } from "./folders";

const LEXICON = Lexicon.of(["bee", "ant", "élan"]);

describe("the lexicon of a package", () => {
  it("comes back as it was written, and is part of what the model does", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const without = await writeExample(directory);
      expect((await readPackage(directory)).lexicon).toBeUndefined();
      const manifest = await writeExample(directory, { lexicon: LEXICON });
      expect((await readPackage(directory)).lexicon).toEqual(LEXICON);
      expect(packageHash(manifest)).not.toBe(packageHash(without));
      expect(modelCard(manifest)).toContain(LEXICON_FILE);
      expect(modelCard(without)).not.toContain(LEXICON_FILE);
    }));

  it("is refused when it is not what the manifest says", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await writeExample(directory, { lexicon: LEXICON });
      await writeFile(join(directory, LEXICON_FILE), "ant\nbee\nelan\n");
      await expect(readPackage(directory)).rejects.toMatchObject({ code: "bad-model" });
    }));

  it("is not even read where it is larger than any language's", () =>
    inFolder(async (root) => {
      const manifest = await writeExample(join(root, "model"));
      const file = { name: LEXICON_FILE, bytes: 2 ** 27, sha256: "0".repeat(64) };
      const read = readLexicon(root, { ...manifest, files: [file] });
      await expect(read).rejects.toMatchObject({ code: "bad-model", what: expect.stringContaining("134217728 bytes") });
    }));

  it("is parsed as it is written", () => {
    expect(parseLexicon(lexiconText(LEXICON.words), "words.txt")).toEqual(LEXICON);
    expect(parseLexicon("", "words.txt").words).toEqual([]);
  });

  it.each([
    ["ant\nbee", "does not end"],
    ["bee\nant\n", "Line 2"],
    ["ant\nant\n", "Line 2"],
    ["ant\n\nbee\n", "Line 2"],
  ])("%j cannot be looked up", (text, why) => {
    expect(() => parseLexicon(text, "words.txt")).toThrow(why);
  });
});
