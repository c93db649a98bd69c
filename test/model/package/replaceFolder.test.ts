import { spawnSync } from "node:child_process";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { previousOf, replaceFolder } from "../../../src/model/package/replaceFolder";
import { disk } from "../../../src/model/package/storage";
import { contentsOf, failingRename, inFolder, systemError } from "./folders";

const OWN = new Set(["data", "extra"]);

/** Fills a folder with the one file `data`. */
function filling(text: string) {
  return {
    own: OWN,
    fill: async (folder: string) => {
      await writeFile(join(folder, "data"), text);
      return text.length;
    },
  };
}

const hex = (text: string) => Buffer.from(text).toString("hex");

describe("replaceFolder", () => {
  it("makes a folder, and those above it, and returns what the filling returns", () =>
    inFolder(async (root) => {
      expect(await replaceFolder(join(root, "a/b"), filling("new"))).toBe(3);
      expect(await contentsOf(root)).toEqual({ "a/b/data": hex("new") });
    }));

  it("replaces its own files, drops those that are gone, and keeps what is not its own", () =>
    inFolder(async (root) => {
      const target = join(root, "target");
      await mkdir(join(target, "notes"), { recursive: true });
      for (const name of ["data", "extra", "notes/mine"]) await writeFile(join(target, name), "old");
      await replaceFolder(target, filling("new"));
      expect(await contentsOf(root)).toEqual({ "target/data": hex("new"), "target/notes/mine": hex("old") });
    }));

  it("leaves no trace if the filling fails, and passes its error on", () =>
    inFolder(async (root) => {
      const target = join(root, "target");
      await replaceFolder(target, filling("old"));
      const failing = {
        own: OWN,
        fill: async (folder: string) => {
          await writeFile(join(folder, "data"), "half");
          throw new RangeError("no more");
        },
      };
      await expect(replaceFolder(target, failing)).rejects.toThrow(new RangeError("no more"));
      expect(await contentsOf(root)).toEqual({ "target/data": hex("old") });
      expect(await readdir(root)).toEqual(["target"]);
    }));

  it.each([1, 2])("puts the old folder back if renaming %d fails", (nth) =>
    inFolder(async (root) => {
      const target = join(root, "target");
      await replaceFolder(target, filling("old"));
      await expect(replaceFolder(target, filling("new"), failingRename(nth))).rejects.toMatchObject({ code: "disk" });
      expect(await contentsOf(root)).toEqual({ "target/data": hex("old") });
      expect(await readdir(root)).toEqual(["target"]);
    }),
  );

  it.each([
    ["ENOSPC", "The disk is full"],
    ["EROFS", "The disk is read-only"],
    ["EACCES", "There is no permission to write"],
    ["EIO", "Writing failed: EIO: mkdir"],
  ])("says what %s means", (code, what) =>
    inFolder(async (root) => {
      const target = join(root, "target");
      const makeFolder = () => Promise.reject(systemError(code, "mkdir"));
      await expect(replaceFolder(target, filling("new"), { ...disk, makeFolder })).rejects.toMatchObject({
        code: "disk",
        what,
        where: target,
      });
    }),
  );

  it("clears away what a killed process left, but not what a running one writes", () =>
    inFolder(async (root) => {
      const killed = spawnSync(process.execPath, ["-e", ""]).pid;
      const running = `.target.writing-${process.pid}-99`;
      for (const name of [`.target.writing-${killed}-0`, running, `.other.writing-${killed}-0`]) {
        await mkdir(join(root, name));
        await writeFile(join(root, name, "data"), "half");
      }
      await replaceFolder(join(root, "target"), filling("new"));
      expect((await readdir(root)).sort()).toEqual([`.other.writing-${killed}-0`, running, "target"].sort());
    }));

  it("puts back an old folder that a killed process had moved aside", () =>
    inFolder(async (root) => {
      const target = join(root, "target");
      await mkdir(previousOf(target));
      await writeFile(join(previousOf(target), "data"), "old");
      const failing = { own: OWN, fill: () => Promise.reject(new RangeError("no more")) };
      await expect(replaceFolder(target, failing)).rejects.toThrow(RangeError);
      expect(await contentsOf(root)).toEqual({ "target/data": hex("old") });
    }));

  it("finishes a replacement that was killed after its renaming", () =>
    inFolder(async (root) => {
      const target = join(root, "target");
      await replaceFolder(target, filling("newer"));
      await mkdir(previousOf(target));
      await writeFile(join(previousOf(target), "data"), "old");
      await writeFile(join(previousOf(target), "mine"), "kept");
      await replaceFolder(target, filling("newest"));
      expect(await contentsOf(root)).toEqual({ "target/data": hex("newest"), "target/mine": hex("kept") });
    }));
});
