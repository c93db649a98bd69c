/** Packages out to archives and in again, and every archive that must not come in. */
import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, readlink, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { manifestJson, parseManifest } from "../../../../src/model/manifest";
import { readPackage } from "../../../../src/model/package/read";
import { copyInto, copyTo } from "../../../../src/model/package/transfer/copy";
import { packPackage } from "../../../../src/model/package/transfer/pack";
import { writeExample, writeLanguageModel } from "../examplePackage";
import { contentsOf, inFolder, smallDisk } from "../folders";
import { type ArchiveEntry, claimEncryption, claimSize, entriesOf, writeArchive, zipOf } from "./archives";

/** A package in `model`, and a folder `installed` that copies go to. */
async function withExample(use: (folder: string, model: string, installed: string) => Promise<void>): Promise<void> {
  await inFolder(async (folder) => {
    const [model, installed] = [join(folder, "model"), join(folder, "installed")];
    await writeExample(model);
    await mkdir(installed);
    await use(folder, model, installed);
  });
}

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

describe("an archive that is refused before a file is written", () => {
  const added = (name: string, more: Partial<ArchiveEntry> = {}) => ({ name, contents: "evil", ...more });
  const without = (entries: readonly ArchiveEntry[], left: string) => entries.filter(({ name }) => name !== left);

  it.each([
    ["a way up", added("../evil.txt"), "relative path"],
    ["a way up inside", added("x/../../evil.txt"), "relative path"],
    ["an absolute path", added("/tmp/evil.txt"), "absolute path"],
    ["a drive", added("C:/evil.txt"), "absolute path"],
    ["a way up for Windows", added("..\\evil.txt"), "invalid characters in fileName"],
    ["a folder", added("model/evil.txt"), "is no plain file"],
    ["a hidden file", added(".evil"), "is no plain file"],
    ["a line end in a name", added("evil\n.txt"), "is no plain file"],
    ["a link", added("evil.txt", { contents: "/etc/passwd", mode: 0o120777 }), "is a link"],
    ["a device", added("evil.txt", { mode: 0o020666 }), "is a link, or encrypted, or of an unknown kind"],
    ["a second file of a name", added("encoder.onnx"), "two entries encoder.onnx"],
    ["a second file of a name in other case", added("Encoder.ONNX"), "two entries Encoder.ONNX"],
  ])("with %s", (_, entry, message) => refused(async (model) => zipOf([...(await entriesOf(model)), entry]), message));

  it.each([
    ["manifest", "homotopy.json", "has no homotopy.json"],
    ["listed file", "decoder.onnx", "has no decoder.onnx, which its manifest lists"],
  ])("without a %s", (_, name, message) =>
    refused(async (model) => zipOf(without(await entriesOf(model), name)), message),
  );

  it("with an encrypted file", () =>
    refused(async (model) => {
      const zip = await zipOf(await entriesOf(model));
      claimEncryption(zip, "encoder.onnx");
      return zip;
    }, "is a link, or encrypted"));

  it("with a file of another size than the manifest's", () =>
    refused(
      async (model) => zipOf([...without(await entriesOf(model), "encoder.onnx"), added("encoder.onnx")]),
      "The file has 4 bytes where the manifest says",
    ));

  it("with a manifest or a card too large to be one", async () => {
    for (const name of ["homotopy.json", "README.md"]) {
      const entry = { name, contents: " ".repeat(17 * 2 ** 20) };
      await refused(async (model) => zipOf([...without(await entriesOf(model), name), entry]), "more than the");
    }
  });

  it("with a manifest that is none", () =>
    refused(
      async (model) => zipOf([...without(await entriesOf(model), "homotopy.json"), added("homotopy.json")]),
      "The manifest is no JSON",
    ));

  it("with files that are too large together, by what the manifest says", () =>
    refused(async (model) => {
      const manifest = parseManifest(await readFile(join(model, "homotopy.json"), "utf8"), model);
      const bytes = 500 * 2 ** 20;
      const more = Array.from({ length: 5 }, (_, index) => ({ name: `f${index}`, bytes, sha256: "0".repeat(64) }));
      const contents = manifestJson({ ...manifest, files: [...manifest.files, ...more] });
      const zip = await zipOf([
        ...without(await entriesOf(model), "homotopy.json"),
        { name: "homotopy.json", contents },
        ...more.map(({ name }) => added(name)),
      ]);
      for (const { name } of more) claimSize(zip, name, bytes);
      return zip;
    }, "more than 2147483648"));

  it.each([
    ["nothing", () => Buffer.alloc(0)],
    ["no zip", () => Buffer.from("PK is how it begins. ".repeat(1000))],
    ["the first half of one", (zip: Buffer) => zip.subarray(0, zip.length / 2)],
    ["all but its last byte", (zip: Buffer) => zip.subarray(0, -1)],
    [
      "a list that leads out of it",
      (zip: Buffer) => edited(zip, (bytes) => bytes.writeUInt32LE(2 ** 31, zip.length - 6)),
    ],
    ["more entries than there are", (zip: Buffer) => edited(zip, (bytes) => bytes.writeUInt16LE(900, zip.length - 12))],
    ["far too many entries", (zip: Buffer) => edited(zip, (bytes) => bytes.writeUInt16LE(9999, zip.length - 12))],
  ])("that is %s", (_, edit) => refused(async (model) => edit(await zipOf(await entriesOf(model))), ""));
});

describe("an archive that shows what it is while it unpacks, and leaves nothing", () => {
  it("that unpacks to more than it says", () =>
    refused(async (model) => {
      const entries = await entriesOf(model);
      const honest = entries.find(({ name }) => name === "encoder.onnx");
      const zip = await zipOf(
        entries.map((entry) => (entry === honest ? { ...entry, contents: Buffer.alloc(64 * 2 ** 20) } : entry)),
      );
      claimSize(zip, "encoder.onnx", honest?.contents.length ?? 0);
      return zip;
    }, "encoder.onnx in "));

  it("that unpacks to less than it says", () =>
    refused(async (model) => {
      const entries = await entriesOf(model);
      const size = entries.find(({ name }) => name === "encoder.onnx")?.contents.length ?? 0;
      const zip = await zipOf(
        entries.map((entry) => (entry.name === "encoder.onnx" ? { ...entry, contents: "short" } : entry)),
      );
      claimSize(zip, "encoder.onnx", size);
      return zip;
    }, "encoder.onnx in "));

  it("with a file that is not the manifest's", () =>
    refused(async (model) => {
      const entries = await entriesOf(model);
      const change = ({ name, contents }: ArchiveEntry) => ({ name, contents: Buffer.from(contents).fill(1, 10, 12) });
      return zipOf(entries.map((entry) => (entry.name === "decoder.onnx" ? change(entry) : entry)));
    }, "SHA-256 differs"));

  it("with a damaged byte anywhere, that is with a message or not at all", () =>
    withExample(async (folder, model, installed) => {
      const zip = await zipOf(await entriesOf(model));
      const archive = join(folder, "a.zip");
      const before = await contentsOf(model);
      for (let at = 0; at < zip.length; at += Math.ceil(zip.length / 60)) {
        await writeFile(
          archive,
          edited(zip, (bytes) => {
            bytes[at] ^= 0xff;
          }),
        );
        const copy = await copyInto(archive, installed).catch((error: unknown) => {
          expect(error).toMatchObject({ code: "bad-model" });
          return undefined;
        });
        if (copy === undefined) expect(await readdir(installed)).toEqual([]);
        else {
          const after = await contentsOf(copy);
          // No hash vouches for the card.
          expect({ ...after, "README.md": "" }).toEqual({ ...before, "README.md": "" });
          await rm(copy, { recursive: true });
        }
      }
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

/** Refused with "bad-model" and the message, without a trace of it. */
async function refused(make: (model: string) => Promise<Uint8Array>, message: string): Promise<void> {
  await withExample(async (folder, model, installed) => {
    const archive = join(folder, "a.zip");
    await writeFile(archive, await make(model));
    await expect(copyInto(archive, installed)).rejects.toMatchObject({
      code: "bad-model",
      message: expect.stringContaining(message),
    });
    expect(await readdir(installed)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(["a.zip", "installed", "model"]);
    await vi.waitFor(async () => expect(await filesOpenIn(folder)).toEqual([]));
  });
}

/** What this process holds open there, where the system tells. */
async function filesOpenIn(folder: string): Promise<string[]> {
  const descriptors = await readdir("/proc/self/fd").catch(() => []);
  const files = await Promise.all(descriptors.map((each) => readlink(`/proc/self/fd/${each}`).catch(() => "")));
  return files.filter((file) => file.startsWith(folder));
}

function edited(zip: Buffer, edit: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(zip);
  edit(bytes);
  return bytes;
}
