import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { modelCard } from "../../../src/model/card";
import { writePackage } from "../../../src/model/package/write";
import { MANIFEST } from "../exampleManifest";
import { writeExample } from "./examplePackage";
import { contentsOf, failingRename, inFolder, smallDisk } from "./folders";

describe("writePackage", () => {
  it("writes every file of a package, the card from the manifest", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const manifest = await writeExample(directory);
      expect((await readdir(directory)).sort()).toEqual(
        ["README.md", "homotopy.json", ...manifest.files.map((file) => file.name)].sort(),
      );
      expect(await readFile(join(directory, "README.md"), "utf8")).toBe(modelCard(manifest));
    }));

  it("writes the same bytes for the same model", () =>
    inFolder(async (root) => {
      await writeExample(join(root, "a"));
      await writeExample(join(root, "b"));
      expect(await contentsOf(join(root, "a"))).toEqual(await contentsOf(join(root, "b")));
    }));

  it("drops the weights of the model that it replaces", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await writeExample(directory, { includeWeights: true });
      await writeExample(directory, { includeWeights: false });
      expect(await readdir(directory)).not.toContain("weights.safetensors");
    }));

  it("leaves the older package untouched and no litter, wherever the disk runs full", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const { files } = await writeExample(directory);
      const before = await contentsOf(root);
      const needed = files.reduce((total, file) => total + file.bytes, 0);
      for (const room of [0, 100, files[0].bytes, needed / 2, needed - 1, needed, needed + 500]) {
        await expect(writeExample(directory, { seed: 2, storage: smallDisk(room) })).rejects.toMatchObject({
          code: "disk",
          what: "The disk is full",
          where: directory,
        });
        expect(await contentsOf(root)).toEqual(before);
        expect(await readdir(root)).toEqual(["model"]);
      }
    }));

  it("leaves nothing of a first package either", () =>
    inFolder(async (root) => {
      await expect(writeExample(join(root, "model"), { storage: smallDisk(5000) })).rejects.toThrow("The disk is full");
      expect(await readdir(root)).toEqual([]);
    }));

  it("puts the older package back if the newer one cannot take its place", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await writeExample(directory);
      const before = await contentsOf(root);
      await expect(writeExample(directory, { seed: 2, storage: failingRename(2) })).rejects.toMatchObject({
        code: "disk",
      });
      expect(await contentsOf(root)).toEqual(before);
    }));

  it("does not replace a folder that is somebody's work", () =>
    inFolder(async (root) => {
      await writeFile(join(root, "README.md"), "mine");
      await expect(writeExample(root)).rejects.toMatchObject({
        code: "bad-input",
        what: "The folder is no model package, but holds a README.md",
      });
      expect(await readFile(join(root, "README.md"), "utf8")).toBe("mine");
    }));

  it("keeps other files of the folder", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await mkdir(directory);
      await writeFile(join(directory, "notes.txt"), "mine");
      await writeExample(directory);
      expect(await readFile(join(directory, "notes.txt"), "utf8")).toBe("mine");
    }));

  it("names a file that stands where the folder should be", () =>
    inFolder(async (root) => {
      const file = join(root, "file");
      await writeFile(file, "mine");
      await expect(writeExample(file)).rejects.toMatchObject({ code: "disk", where: file });
      await expect(writeExample(join(file, "model"))).rejects.toMatchObject({ code: "disk" });
      expect(await readFile(file, "utf8")).toBe("mine");
    }));

  it("writes no manifest that it would not read", () =>
    inFolder(async (root) => {
      const { files: _, ...manifest } = MANIFEST;
      await expect(writePackage(join(root, "model"), { manifest, files: [] })).rejects.toThrow(
        /encoder.onnx is not listed/,
      );
      expect(await readdir(root)).toEqual([]);
    }));
});
