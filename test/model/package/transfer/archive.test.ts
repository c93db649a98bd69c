/** Packages out to archives and in again. */
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { readPackage } from "../../../../src/model/package/read";
import { copyInto, copyTo } from "../../../../src/model/package/transfer/copy";
import { packPackage } from "../../../../src/model/package/transfer/pack";
import { writeLanguageModel } from "../examplePackage";
import { contentsOf, inFolder, smallDisk } from "../folders";
import { entriesOf, writeArchive } from "./archives";
import { filesOpenIn, withExample } from "./installing";

describe("an archive", () => {
  it("gives the package back, file by file", () =>
    withExample(async (folder, model, installed) => {
      const archive = join(folder, "example.homotopy.zip");
      const packed = await packPackage(model, archive);
      const copy = await copyInto(archive, installed);
      expect(copy).toBe(join(installed, "example"));
      expect(await contentsOf(copy)).toEqual(await contentsOf(model));
      expect((await readPackage(copy)).manifest).toEqual(packed);
      expect(await readdir(installed)).toEqual(["example"]);
    }));

  it("gives a language model back, to a folder of a name of its own", () =>
    inFolder(async (folder) => {
      const model = join(folder, "model");
      await writeLanguageModel(model);
      await packPackage(model, join(folder, "packed.zip"));
      await copyTo(join(folder, "packed.zip"), join(folder, "new", "copy"));
      expect(await contentsOf(join(folder, "new", "copy"))).toEqual(await contentsOf(model));
    }));

  it("holds what the manifest lists, manifest and card, and opens with any program", () =>
    withExample(async (folder, model) => {
      await writeFile(join(model, "secret.txt"), "not listed");
      const archive = join(folder, "example.zip");
      const { files } = await packPackage(model, archive);
      const script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), *z.namelist())";
      const names = ["homotopy.json", "README.md", ...files.map(({ name }) => name)];
      expect(execFileSync("python3", ["-c", script, archive], { encoding: "utf8" })).toBe(`None ${names.join(" ")}\n`);
    }));

  it("of the same package has the same bytes, and replaces an older one", () =>
    withExample(async (folder, model) => {
      const [first, second] = [join(folder, "1.zip"), join(folder, "2.zip")];
      await writeFile(second, "older");
      await packPackage(model, first);
      await packPackage(model, second);
      expect((await readFile(second)).equals(await readFile(first))).toBe(true);
    }));

  it("may have been made by another program, with more in it than the manifest lists", () =>
    withExample(async (folder, model, installed) => {
      const entries = [...(await entriesOf(model)), { name: "notes.txt", contents: "mine" }];
      const copy = await copyInto(await writeArchive(join(folder, "a.zip"), entries), installed);
      expect(await contentsOf(copy)).toEqual(await contentsOf(model));
    }));
});

describe("packing", () => {
  it("refuses a damaged package, keeps the older archive and closes what it read", () =>
    withExample(async (folder, model) => {
      const archive = join(folder, "example.zip");
      await writeFile(archive, "older");
      const graph = await readFile(join(model, "decoder.onnx"));
      graph[graph.length - 1] ^= 1;
      await writeFile(join(model, "decoder.onnx"), graph);
      await expect(packPackage(model, archive)).rejects.toMatchObject({
        code: "bad-model",
        what: expect.stringContaining("SHA-256 differs"),
      });
      expect(await readFile(archive, "utf8")).toBe("older");
      expect(await readdir(folder)).toEqual(["example.zip", "installed", "model"]);
      await vi.waitFor(async () => expect(await filesOpenIn(folder)).toEqual([]));
    }));

  it("refuses a card that is a link to another file", () =>
    withExample(async (folder, model) => {
      await rm(join(model, "README.md"));
      await symlink("/etc/hostname", join(model, "README.md"));
      await expect(packPackage(model, join(folder, "a.zip"))).rejects.toThrow("The file is a link to another place");
    }));

  it("leaves nothing of it on a full disk, and none when it is cancelled", () =>
    withExample(async (folder, model) => {
      const file = join(folder, "a.zip");
      await expect(packPackage(model, file, { storage: smallDisk(5000) })).rejects.toMatchObject({ code: "disk" });
      const signal = AbortSignal.abort();
      await expect(packPackage(model, file, { signal })).rejects.toMatchObject({ code: "cancelled" });
      expect(await readdir(folder)).toEqual(["installed", "model"]);
      await vi.waitFor(async () => expect(await filesOpenIn(folder)).toEqual([]));
    }));
});

describe("unpacking", () => {
  it("leaves nothing of it on a full disk, and none when it is cancelled", () =>
    withExample(async (folder, model, installed) => {
      const archive = join(folder, "a.zip");
      await packPackage(model, archive);
      await expect(copyInto(archive, installed, { storage: smallDisk(5000) })).rejects.toMatchObject({ code: "disk" });
      const signal = AbortSignal.abort();
      await expect(copyInto(archive, installed, { signal })).rejects.toMatchObject({ code: "cancelled" });
      expect(await readdir(installed)).toEqual([]);
      await vi.waitFor(async () => expect(await filesOpenIn(folder)).toEqual([]));
    }));

  it("refuses a name that is taken, and leaves what has it alone", () =>
    withExample(async (folder, model, installed) => {
      const archive = join(folder, "a.zip");
      await packPackage(model, archive);
      await mkdir(join(installed, "example"));
      await writeFile(join(installed, "example", "mine.txt"), "mine");
      await expect(copyInto(archive, installed)).rejects.toMatchObject({ code: "bad-input" });
      expect(await readdir(join(installed, "example"))).toEqual(["mine.txt"]);
    }));
});

describe("a folder", () => {
  it("is refused when it is cut short while it is copied, and leaves nothing", () =>
    withExample(async (_, model, installed) => {
      await truncate(join(model, "decoder.onnx"), 10);
      await expect(copyInto(model, installed)).rejects.toMatchObject({ code: "bad-model" });
      expect(await readdir(installed)).toEqual([]);
    }));

  it("that is not there is an error that says what to give", async () => {
    await expect(copyInto("no-such-place", "anywhere")).rejects.toMatchObject({
      code: "bad-model",
      what: "There is no such file or folder",
    });
  });
});
