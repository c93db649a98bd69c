import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GaussianMixture } from "../../../src/core/latent/prior/mixture";
import { FAMILIARITY_LEVELS } from "../../../src/core/metrics/familiarity";
import { type Manifest, PRIOR_FILE, parseManifest } from "../../../src/model/manifest";
import { addPrior } from "../../../src/model/package/addPrior";
import { type LearnedPrior, priorFile, readPrior } from "../../../src/model/package/prior";
import { packageHash, readPackage } from "../../../src/model/package/read";
import { disk } from "../../../src/model/package/storage";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../../../src/model/safetensors";
import { MANIFEST } from "../exampleManifest";
import { writeExample } from "./examplePackage";
import { contentsOf, inFolder } from "./folders";

const D = MANIFEST.latent.dimension;
const factor = (diagonal: number) =>
  Float64Array.from({ length: D * D }, (_, index) => (index % (D + 1) === 0 ? diagonal : 0));
const MIXTURE: GaussianMixture = {
  dimension: D,
  components: [
    { weight: 0.25, mean: Float64Array.from({ length: D }, (_, i) => i / 2), factor: factor(0.5) },
    { weight: 0.75, mean: new Float64Array(D), factor: factor(2) },
  ],
};
const PRIOR: LearnedPrior = {
  mixture: MIXTURE,
  logDensity: -3.5,
  standard: -4,
  tried: [{ components: 2, logDensity: -3.5 }],
  knownDensities: [-5, -3, -4],
  logLikelihoods: [-0.5, -1],
  sentences: 90,
};
const LEARNED: Manifest = {
  ...MANIFEST,
  family: { posterior: "gaussian", prior: "mixture" },
  files: [...MANIFEST.files, { name: PRIOR_FILE, bytes: 1, sha256: "0".repeat(64) }],
};

describe("addPrior", () => {
  it("puts a prior into a package, which reads it back", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const before = await writeExample(directory);
      const manifest = await addPrior(directory, PRIOR, directory);
      const read = await readPackage(directory);
      expect(read.prior).toEqual(MIXTURE);
      expect(read.manifest).toEqual(manifest);
      expect(manifest.family.prior).toBe("mixture");
      expect(manifest.prior).toEqual({ components: 2, sentences: 90, log_density: -3.5, standard_log_density: -4 });
      expect(manifest.familiarity?.log_density).toHaveLength(FAMILIARITY_LEVELS.length);
      expect(manifest.familiarity?.log_likelihood?.at(0)).toBe(-1);
      expect(manifest.files.slice(0, -1)).toEqual(before.files);
      expect(packageHash(manifest)).not.toBe(packageHash(before));
    }));

  it("leaves the package as it was for another folder, and takes the place of an older prior", () =>
    inFolder(async (root) => {
      const [from, to] = [join(root, "model"), join(root, "other")];
      await writeExample(from);
      const before = await contentsOf(from);
      await addPrior(from, PRIOR, to);
      expect(await contentsOf(from)).toEqual(before);
      const again = await addPrior(to, { ...PRIOR, sentences: 91 }, to);
      expect(again.files.filter(({ name }) => name === PRIOR_FILE)).toHaveLength(1);
      expect((await readPackage(to)).manifest.prior?.sentences).toBe(91);
    }));

  it("goes when a model without one is written over it", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await writeExample(directory);
      await addPrior(directory, PRIOR, directory);
      await writeExample(directory, { seed: 2 });
      expect(await readdir(directory)).not.toContain(PRIOR_FILE);
      expect((await readPackage(directory)).prior).toBeUndefined();
    }));

  it("notices a missing or changed file", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      await writeExample(directory);
      await addPrior(directory, PRIOR, directory);
      await rm(join(directory, PRIOR_FILE));
      await expect(readPackage(directory)).rejects.toMatchObject({ what: "The file is missing" });
    }));
});

describe("a stored prior", () => {
  it("must be listed by a manifest that speaks of a mixture", () => {
    const json = JSON.stringify({ ...MANIFEST, family: LEARNED.family });
    expect(() => parseManifest(json, "here")).toThrow("prior.safetensors is not listed");
    expect(parseManifest(JSON.stringify(LEARNED), "here")).toEqual(LEARNED);
  });

  it("is not looked for where the prior is N(0, I)", async () => {
    expect(await readPrior("nowhere", MANIFEST)).toBeUndefined();
  });

  const float = (shape: readonly number[], data: readonly number[]) => ({ shape, data: Float32Array.from(data) });
  const zeros = (count: number) => Array<number>(count).fill(0);
  it.each<[string, Record<string, StoredTensor | undefined>]>([
    ["The tensor weights is missing", { weights: undefined }],
    ["The tensor means, float32 [2, 3], is missing", { means: undefined }],
    ["[1, 3] where float32 [2, 3] belongs", { means: float([1, D], zeros(D)) }],
    ["[6] where float32 [2, 3] belongs", { means: float([2 * D], zeros(2 * D)) }],
    ["means has a number that is not finite", { means: float([2, D], [Number.NaN, ...zeros(2 * D - 1)]) }],
    ["The weights add up to 1.5, not to 1", { weights: float([2], [0.75, 0.75]) }],
    ["A weight is not above 0", { weights: float([2], [0, 1]) }],
    ["Factor 1 has a diagonal that is not above 0", { factors: float([2, D, D], zeros(2 * D * D)) }],
    ["Factor 1 is no lower triangle", { factors: float([2, D, D], Array<number>(2 * D * D).fill(1)) }],
    ["float32 [2] belongs", { weights: { shape: [2], data: Int32Array.of(1, 0) } }],
  ])("is refused: %s", (message, changes) =>
    inFolder(async (root) => {
      const path = join(root, PRIOR_FILE);
      const write = async (tensors: ReadonlyMap<string, StoredTensor>) => {
        await disk.remove(path);
        const sink = await disk.create(path);
        await writeSafetensors(sink, { tensors, metadata: {} });
        await sink.close();
      };
      const sink = await disk.create(path);
      await priorFile(MIXTURE).write(sink);
      await sink.close();
      const tensors = new Map((await readSafetensors(path)).tensors);
      for (const [name, changed] of Object.entries(changes)) {
        if (changed === undefined) tensors.delete(name);
        else tensors.set(name, changed);
      }
      await write(tensors);
      await expect(readPrior(root, LEARNED)).rejects.toMatchObject({ code: "bad-model", where: path });
      await expect(readPrior(root, LEARNED)).rejects.toThrow(message);
    }),
  );
});
