import { stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { disk } from "../../../src/model/package/storage";
import { inFolder } from "./folders";

describe("making a folder", () => {
  it("makes those above it, and is content with one that is there", () =>
    inFolder(async (folder) => {
      const deep = path.join(folder, "a", "b", "c");
      await disk.makeFolder(deep);
      await disk.makeFolder(deep);
      expect((await stat(deep)).isDirectory()).toBe(true);
    }));

  it("fails where a file is in the way", () =>
    inFolder(async (folder) => {
      const file = path.join(folder, "file");
      await writeFile(file, "");
      await expect(disk.makeFolder(file)).rejects.toThrow("EEXIST");
      await expect(disk.makeFolder(path.join(file, "below"))).rejects.toThrow("ENOTDIR");
    }));

  it.runIf(process.platform === "linux")("ends where the file system takes no folders", async () => {
    await expect(disk.makeFolder("/proc/homotopy/model")).rejects.toThrow("ENOENT");
  });
});
