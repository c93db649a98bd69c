import { symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { expandSources } from "../../../src/trainer/corpus/sources";
import { temporaryFolder } from "./temporaryFolder";

const folder = temporaryFolder();
const relative = async (...names: string[]): Promise<string[]> => {
  const { files } = await expandSources(names.map((name) => folder.path(name)));
  return files.map((file) => path.relative(folder.path(), file.path).replaceAll(path.sep, "/"));
};

describe("expandSources", () => {
  it("finds text in folders, sorted, without hidden files, node_modules and other kinds", async () => {
    await folder.write({
      "b.txt": "b",
      "a/z.md": "z",
      "a/B.TXT.gz": "B",
      "a.png": "a",
      ".hidden/x.txt": "x",
      "node_modules/y/readme.md": "y",
      "c.csv": "c",
    });
    expect(await relative("")).toEqual(["a/B.TXT.gz", "a/z.md", "b.txt"]);
  });

  it("takes a file that is named whatever it is called, and each file once", async () => {
    await folder.write({ "corpus.data": "a", "d/.x.txt": "x", "d/t.txt": "t" });
    expect(await relative("corpus.data", "d/.x.txt", "d", "d/t.txt")).toEqual(["corpus.data", "d/.x.txt", "d/t.txt"]);
  });

  it("follows links but not in circles, and goes past broken ones", async () => {
    await folder.write({ "a/t.txt": "t", "other/u.txt": "u" });
    await symlink(folder.path("a"), folder.path("a", "self"));
    await symlink(folder.path(), folder.path("a", "up"));
    await symlink(folder.path("gone.txt"), folder.path("a", "broken.txt"));
    const { files, skipped } = await expandSources([folder.path("a")]);
    expect(files.map((file) => path.basename(file.path)).sort()).toEqual(["t.txt", "u.txt"]);
    expect(skipped.map(({ path: entry, reason }) => [path.basename(entry), reason])).toEqual([
      ["broken.txt", "it is no longer there, or a broken link"],
      ["self", "a link to what is read elsewhere"],
      ["a", "a link to what is read elsewhere"],
    ]);
  });

  it("names a path that is not there", async () => {
    await expect(expandSources([folder.path("nothing.txt")])).rejects.toMatchObject({
      code: "bad-input",
      where: folder.path("nothing.txt"),
    });
  });
});
