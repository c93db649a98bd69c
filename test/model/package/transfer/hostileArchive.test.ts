/** Every archive that must not come in. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { manifestJson, parseManifest } from "../../../../src/model/manifest";
import { copyInto } from "../../../../src/model/package/transfer/copy";
import { contentsOf } from "../folders";
import { type ArchiveEntry, claimEncryption, claimSize, entriesOf, zipOf } from "./archives";
import { filesOpenIn, withExample } from "./installing";

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

function edited(zip: Buffer, edit: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(zip);
  edit(bytes);
  return bytes;
}
