import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ModelCatalogue, type ModelKind } from "../../../src/host/models/catalogue";
import { copyInto } from "../../../src/model/package/transfer/copy";
import { writeExample } from "../../model/package/examplePackage";

let folder: string;
let active: string;
let trusted: boolean;
let catalogue: ModelCatalogue;
const inFolder = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-catalogue-"));
  [active, trusted] = ["english", true];
  const folders: Readonly<Record<ModelKind, string>> = {
    bundled: inFolder("bundled"),
    installed: inFolder("installed"),
    workspace: inFolder("workspace", "models"),
  };
  catalogue = new ModelCatalogue({
    folders: (kind) => [folders[kind]],
    roots: () => [inFolder("workspace")],
    trusted: () => trusted,
    active: () => active,
  });
  await writeExample(inFolder("bundled", "english"));
  await writeExample(inFolder("workspace", "models", "ours"), { seed: 2 });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("the list", () => {
  it("has models of every kind, with what their manifests say", async () => {
    const list = await catalogue.list();
    expect(list.map(({ kind, id }) => [kind, id])).toEqual([
      ["bundled", "english"],
      ["workspace", "ours"],
    ]);
    expect(list[0]).toMatchObject({ about: { language: "en" }, hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(await catalogue.byHash(list[1].hash ?? "")).toEqual(list[1]);
  });

  it("has damaged models with what is wrong, and notices when they are mended", async () => {
    const manifest = inFolder("bundled", "english", "homotopy.json");
    await catalogue.list();
    await writeFile(manifest, "{");
    expect((await catalogue.list())[0].problem).toContain("The manifest is no JSON");
    await expect(catalogue.active()).rejects.toMatchObject({ code: "bad-model" });
    await writeExample(inFolder("bundled", "english"));
    expect((await catalogue.active()).problem).toBeUndefined();
  });

  it("leaves the workspace's models unread until it is trusted", async () => {
    trusted = false;
    expect((await catalogue.list()).map(({ id }) => id)).toEqual(["english"]);
  });
});

describe("the active model", () => {
  it("is found by name, by folder and by a path of the workspace", async () => {
    expect((await catalogue.active()).id).toBe("english");
    active = inFolder("bundled", "english");
    expect((await catalogue.active()).directory).toBe(active);
    active = join("models", "ours");
    expect((await catalogue.active()).directory).toBe(inFolder("workspace", "models", "ours"));
  });

  it("that is not there is an error that says what to do", async () => {
    active = "absent";
    await expect(catalogue.active()).rejects.toMatchObject({ code: "bad-model", what: "There is no model absent" });
  });

  it("of a workspace that is not trusted is refused with the reason, bundled ones work", async () => {
    trusted = false;
    expect((await catalogue.active()).id).toBe("english");
    for (const path of [join("models", "ours"), inFolder("workspace", "models", "ours")]) {
      active = path;
      await expect(catalogue.active()).rejects.toMatchObject({
        code: "unavailable",
        what: "The model ours comes with the workspace, which is not trusted",
      });
    }
  });
});

describe("copying a package", () => {
  it("takes what the manifest lists, and gives a model of the same hash", async () => {
    await writeFile(inFolder("bundled", "english", "secret.txt"), "not listed");
    await mkdir(inFolder("installed"));
    const copy = await copyInto(inFolder("bundled", "english"), inFolder("installed"));
    const [original] = await catalogue.listOf("bundled");
    expect((await catalogue.listOf("installed"))[0]).toMatchObject({ directory: copy, hash: original.hash });
    expect(await readdir(copy)).not.toContain("secret.txt");
  });

  it("refuses a damaged package and leaves nothing behind", async () => {
    const damaged = inFolder("damaged");
    await cp(inFolder("bundled", "english"), damaged, { recursive: true });
    await writeFile(join(damaged, "decoder.onnx"), "no graph");
    await expect(copyInto(damaged, inFolder("installed"))).rejects.toMatchObject({ code: "bad-model" });
    expect(await readdir(inFolder("installed"))).toEqual([]);
  });

  it("refuses a folder that is no package, and a name that is taken", async () => {
    await expect(copyInto(folder, inFolder("installed"))).rejects.toMatchObject({ code: "bad-model" });
    await copyInto(inFolder("bundled", "english"), inFolder("installed"));
    const again = copyInto(inFolder("bundled", "english"), inFolder("installed"));
    await expect(again).rejects.toMatchObject({ code: "bad-input" });
  });
});
