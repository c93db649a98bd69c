import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findModel, listModels } from "../../../src/model/package/find";
import { inFolder } from "./folders";

async function model(...path: string[]): Promise<string> {
  const directory = join(...path);
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "homotopy.json"), "{}");
  return directory;
}

describe("findModel", () => {
  it("takes a folder for itself and a name for a bundled model", () =>
    inFolder(async (root) => {
      const english = await model(root, "models", "english");
      const own = await model(root, "own");
      expect(await findModel(own, [join(root, "models")])).toBe(own);
      expect(await findModel("english", [join(root, "none"), join(root, "models")])).toBe(english);
    }));

  it("lists the known names for an unknown one", () =>
    inFolder(async (root) => {
      await model(root, "english");
      await model(root, "dutch");
      await mkdir(join(root, "no-model"));
      await expect(findModel("frisian", [root])).rejects.toMatchObject({
        code: "bad-model",
        what: "There is no model frisian",
        advice: expect.stringContaining("one of: dutch, english"),
      });
    }));

  it.each(["../outside", "", ".", "./english"])("does not leave the bundled folder by the name %j", (name) =>
    inFolder(async (root) => {
      await model(root, "outside");
      await model(root, "models", "english");
      await expect(findModel(name, [join(root, "models")])).rejects.toThrow(/There is no model/);
    }),
  );

  it("finds and lists what a killed export had moved aside", () =>
    inFolder(async (root) => {
      await model(root, ".a.previous");
      await model(root, ".b.previous");
      expect(await findModel(join(root, "a"), [])).toBe(join(root, "a"));
      expect(await listModels([root])).toEqual([join(root, "a"), join(root, "b")]);
    }));

  it("lists models by name, and no half-written ones", () =>
    inFolder(async (root) => {
      const b = await model(root, "b");
      const a = await model(root, "a");
      await model(root, ".c.writing-1-0");
      await model(root, "second", "a");
      expect(await listModels([root, join(root, "second")])).toEqual([a, b]);
    }));
});
