import { chmod, mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { type FindOptions, type Found, findFiles } from "../../../src/trainer/workspace/findFiles";
import { collect, temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();

/** Paths within the folder; of what is skipped with the reason. */
async function find(
  options: FindOptions = {},
  root = "",
): Promise<{ files: string[]; skipped: Record<string, string> }> {
  const found = await collect(findFiles([folder.path(root)], options));
  const name = ({ path: file }: Found): string => path.relative(folder.path(root), file).replaceAll(path.sep, "/");
  const isSkipped = (entry: Found) => "skipped" in entry;
  return {
    files: found.filter((entry) => !isSkipped(entry)).map(name),
    skipped: Object.fromEntries(found.flatMap((entry) => ("skipped" in entry ? [[name(entry), entry.skipped]] : []))),
  };
}

describe("findFiles", () => {
  it("finds the formats that hold text, and says why it passes over the others", async () => {
    await folder.write({
      README: "Text.",
      "a.md": "Text.",
      "b/c.TEX": "Text.",
      "b/d.txt.gz": "Text.",
      "empty.txt": "",
      "large.txt": "x".repeat(2000),
      "main.ts": "// Text.",
      "picture.png": "x",
      ".hidden/a.md": "x",
      "node_modules/x/README.md": "x",
      "model/homotopy.json": "{}",
      "model/README.md": "x",
      "out.run/recipe.json": "{}",
      "out.run/train.txt": "x",
    });
    expect(await find({ maxFileBytes: 1000 })).toEqual({
      files: ["README", "a.md", "b/c.TEX", "b/d.txt.gz"],
      skipped: {
        ".hidden": "hidden",
        "empty.txt": "an empty file",
        "large.txt": "larger than 0 MB",
        "main.ts": "source code, which is read only on request",
        model: "a model package or a training run",
        node_modules: "a folder of packages",
        "out.run": "a model package or a training run",
        "picture.png": "not a kind of file that holds text",
      },
    });
    expect((await find({ codeFiles: true })).files).toContain("main.ts");
  });

  it("tells format, size and that a file was named", async () => {
    await folder.write({ "x/a.md": "Text.", "corpus.data": "Text." });
    const found = await collect(findFiles([folder.path("x"), folder.path("corpus.data")]));
    expect(found).toEqual([
      { path: folder.path("x", "a.md"), bytes: 5, format: "markdown", named: false },
      { path: folder.path("corpus.data"), bytes: 5, format: "plain", named: true },
    ]);
  });

  it("includes and excludes by globs", async () => {
    await folder.write({
      "a.md": "x",
      "a.txt": "x",
      "docs/b.md": "x",
      "docs/old/c.md": "x",
      "docs/d.log": "x",
      "vendor/e.md": "x",
      "#f.md": "x",
    });
    expect((await find({ include: ["*.md"] })).files).toEqual([
      "#f.md",
      "a.md",
      "docs/b.md",
      "docs/old/c.md",
      "vendor/e.md",
    ]);
    expect((await find({ include: ["docs/*.{md,log}"] })).files).toEqual(["docs/b.md", "docs/d.log"]);
    expect((await find({ include: ["./docs"], exclude: ["**/old"] })).files).toEqual(["docs/b.md", "docs/d.log"]);
    expect((await find({ exclude: ["**/{vendor,old}", "/*.txt", "#f.md"] })).files).toEqual(["a.md", "docs/b.md"]);
    expect((await find({ exclude: ["vendor/**"], include: ["*.md", "!docs/**"] })).skipped).toMatchObject({
      "a.txt": "not included",
      "docs/b.md": "not included",
      "vendor/e.md": "excluded",
    });
  });

  it("honours .gitignore at every level, the deeper one first", async () => {
    await folder.write({
      ".gitignore": "*.log.md\n/build\n!keep.log.md\ndeep/**/x.md\n# a comment\n\\#a.md\n",
      "a.md": "x",
      "b.log.md": "x",
      "keep.log.md": "x",
      "#a.md": "x",
      "build/c.md": "x",
      "sub/build/d.md": "x",
      "deep/1/2/x.md": "x",
      "sub/.gitignore": "!b.log.md\nlocal/\n",
      "sub/b.log.md": "x",
      "sub/local/e.md": "x",
      "sub/c.log.md": "x",
    });
    expect((await find()).files).toEqual(["a.md", "keep.log.md", "sub/b.log.md", "sub/build/d.md"]);
    expect((await find()).skipped).toMatchObject({
      build: "ignored by .gitignore",
      "b.log.md": "ignored by .gitignore",
    });
    expect((await find({ gitignore: false })).files).toHaveLength(10);
  });

  it("honours the rules above the folder as far as its repository goes, unless they leave out the folder itself", async () => {
    await folder.write({
      ".gitignore": "*.md\n",
      "repo/.git/info/exclude": "secret.txt\n",
      "repo/.gitignore": "*.rst\n/data/\n",
      "repo/docs/a.md": "x",
      "repo/docs/b.rst": "x",
      "repo/docs/secret.txt": "x",
      "repo/data/c.rst": "x",
    });
    expect((await find({}, "repo/docs")).files).toEqual(["a.md"]);
    expect((await find({}, "repo/data")).files).toEqual(["c.rst"]);
  });

  it("reads nothing twice and follows no circle", async () => {
    await folder.write({ "a/t.txt": "t", "b/u.txt": "u" });
    await symlink(folder.path("a"), folder.path("a", "self"));
    await symlink(folder.path(), folder.path("a", "up"));
    await symlink(folder.path("b", "u.txt"), folder.path("a", "u-again.txt"));
    await symlink("loop", folder.path("a", "loop"));
    await symlink(folder.path("gone.txt"), folder.path("a", "broken.txt"));
    const { files, skipped } = await find();
    expect(files).toEqual(["a/t.txt", "a/u-again.txt"]);
    expect(skipped).toEqual({
      "a/broken.txt": "it is no longer there, or a broken link",
      "a/loop": "a link in a circle",
      "a/self": "a link to what is read elsewhere",
      "a/up": "a link to what is read elsewhere",
      "b/u.txt": "a link to what is read elsewhere",
    });
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)("goes past a folder without permission", async () => {
    await folder.write({ "a.txt": "a", "locked/b.txt": "b" });
    await chmod(folder.path("locked"), 0);
    const { files, skipped } = await find();
    await chmod(folder.path("locked"), 0o755);
    expect([files, skipped]).toEqual([["a.txt"], { locked: "it cannot be read (EACCES)" }]);
  });

  it("goes past what vanishes while it looks", async () => {
    await folder.write({ "a.txt": "a", "b.txt": "b", "c/d.txt": "d" });
    const seen: Found[] = [];
    for await (const entry of findFiles([folder.path()])) {
      seen.push(entry);
      if (seen.length === 1) await Promise.all([rm(folder.path("b.txt")), rm(folder.path("c"), { recursive: true })]);
    }
    expect(seen.map((entry) => ("skipped" in entry ? entry.skipped : path.basename(entry.path)))).toEqual([
      "a.txt",
      "it is no longer there, or a broken link",
      "it is no longer there, or a broken link",
    ]);
  });

  it("stops at the greatest number of files, and says so", async () => {
    await folder.write({ "a.txt": "a", "b/c.txt": "c", "b/d.txt": "d", "e.txt": "e" });
    expect(await find({ maxFiles: 2 })).toEqual({
      files: ["a.txt", "b/c.txt"],
      skipped: { "b/d.txt": "more than 2 files", "e.txt": "more than 2 files" },
    });
  });

  it("stops on request", async () => {
    await folder.write({ "a.txt": "a", "b.txt": "b" });
    const controller = new AbortController();
    const found = findFiles([folder.path()], {}, controller.signal);
    expect((await found.next()).done).toBe(false);
    controller.abort();
    await expect(found.next()).rejects.toMatchObject({ code: "cancelled" });
  });

  it("names a root that is not there", async () => {
    await expect(find({}, "nothing")).rejects.toMatchObject({ code: "bad-input", where: folder.path("nothing") });
    await mkdir(folder.path("empty"));
    expect(await find({}, "empty")).toEqual({ files: [], skipped: {} });
  });
});
