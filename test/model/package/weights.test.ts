import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPackage } from "../../../src/model/package/read";
import { packageWeights } from "../../../src/model/package/weights";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { LANGUAGE_MODEL, NETWORK } from "../exampleManifest";
import { writeExample, writeLanguageModel } from "./examplePackage";
import { inFolder } from "./folders";

describe("the weights of a package", () => {
  it.each([true, false])("come back bit for bit, with a weights file: %s", (includeWeights) =>
    inFolder(async (folder) => {
      await writeExample(folder, { includeWeights });
      expect(await packageWeights(await readPackage(folder))).toEqual(randomWeights(NETWORK, 1));
    }),
  );

  it("come back from the graph of a language model", () =>
    inFolder(async (folder) => {
      await writeLanguageModel(folder);
      const source = await readPackage(folder);
      const { manifest } = source;
      const files = manifest.files.filter(({ name }) => name !== "weights.safetensors");
      const bare = { ...source, manifest: { ...manifest, files } };
      expect(await packageWeights(bare)).toEqual(randomWeights(LANGUAGE_MODEL, 1));
    }));

  it("are refused of a network that they do not fit, and of another family", () =>
    inFolder(async (folder) => {
      await writeExample(folder, { includeWeights: false });
      const source = await readPackage(folder);
      const other = { ...source, manifest: { ...source.manifest, network: tinyNetwork({ ...NETWORK, hidden: 7 }) } };
      await expect(packageWeights(other)).rejects.toMatchObject({ code: "bad-model" });
      const file = join(folder, "homotopy.json");
      const { network: _, ...foreign } = JSON.parse(await readFile(file, "utf8"));
      await writeFile(file, JSON.stringify(foreign));
      await expect(readPackage(folder).then(packageWeights)).rejects.toMatchObject({ code: "unavailable" });
    }));
});
