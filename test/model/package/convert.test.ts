import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { convertPackage } from "../../../src/model/package/convert";
import { graphFiles } from "../../../src/model/package/export";
import { readPackage } from "../../../src/model/package/read";
import { packageWeights } from "../../../src/model/package/weights";
import { packageFile, writePackage } from "../../../src/model/package/write";
import { randomWeights } from "../../reference/weights";
import { NETWORK } from "../exampleManifest";
import { TOKENIZER_JSON, writeExample, writeLanguageModel } from "./examplePackage";
import { inFolder } from "./folders";

describe("a package in another format", () => {
  it("is the model with other weights, and without the file of exact ones", () =>
    inFolder(async (folder) => {
      const before = await writeExample(join(folder, "a"));
      await convertPackage(join(folder, "a"), "float16", join(folder, "b"));
      const { manifest } = await readPackage(join(folder, "b"));
      const { files, ...rest } = manifest;
      const { files: _, ...restBefore } = before;
      expect(rest).toEqual({ ...restBefore, weight_format: "float16" });
      expect(files.map(({ name }) => name)).toEqual([
        "tokenizer.json",
        "encoder.onnx",
        "decoder.onnx",
        "decoder_init.onnx",
      ]);
      expect(await readFile(join(folder, "b", "README.md"), "utf8")).toContain("| weights | float16 |");
    }));

  it("of float32 is the model itself", () =>
    inFolder(async (folder) => {
      const [from, out] = [join(folder, "a"), join(folder, "b")];
      await writeExample(from, { includeWeights: false });
      await convertPackage(from, "float32", out);
      const [a, b] = await Promise.all([readPackage(from), readPackage(out)]);
      expect(b.hash).toBe(a.hash);
      expect(await packageWeights(b)).toEqual(randomWeights(NETWORK, 1));
    }));

  it("takes the place of the model where it is asked to", () =>
    inFolder(async (folder) => {
      await writeExample(folder);
      await writeFile(join(folder, "notes.txt"), "mine");
      const manifest = await convertPackage(folder, "int8", folder);
      expect((await readPackage(folder)).manifest).toEqual(manifest);
      expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
    }));

  it("keeps files that hold no weights", () =>
    inFolder(async (folder) => {
      const { files: _, ...manifest } = await writeExample(join(folder, "a"));
      const others = [packageFile("notes.txt", "of the corpus"), packageFile("tokenizer.json", TOKENIZER_JSON)];
      const graphs = graphFiles(NETWORK, randomWeights(NETWORK, 1), {});
      await writePackage(join(folder, "a"), { manifest, files: [...others, ...graphs] });
      await convertPackage(join(folder, "a"), "float16", join(folder, "b"));
      expect(await readFile(join(folder, "b", "notes.txt"), "utf8")).toBe("of the corpus");
      expect((await readPackage(join(folder, "b"))).manifest.files.map(({ name }) => name)).toContain("notes.txt");
    }));

  it("may be a language model", () =>
    inFolder(async (folder) => {
      await writeLanguageModel(join(folder, "a"));
      await convertPackage(join(folder, "a"), "int4", join(folder, "b"));
      expect((await readPackage(join(folder, "b"))).manifest.weight_format).toBe("int4");
    }));

  it("cannot be of a damaged one", () =>
    inFolder(async (folder) => {
      await writeExample(join(folder, "a"));
      await rm(join(folder, "a", "encoder.onnx"));
      const converted = convertPackage(join(folder, "a"), "float16", join(folder, "b"));
      await expect(converted).rejects.toMatchObject({ code: "bad-model" });
    }));
});
