import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPackage } from "../../../src/model/package/read";
import { saveMetrics } from "../../../src/model/package/saveMetrics";
import { MANIFEST } from "../exampleManifest";
import { writeExample } from "./examplePackage";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-metrics-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("new metrics change manifest and card, and leave the model what it was", async () => {
  await writeExample(folder);
  const before = await readPackage(folder);
  await saveMetrics(folder, { ...MANIFEST.metrics, bound: 98.76, bleu: 0.5 });
  const { manifest, hash } = await readPackage(folder);
  expect(hash).toBe(before.hash);
  expect(manifest).toEqual({ ...before.manifest, metrics: { ...MANIFEST.metrics, bound: 98.76, bleu: 0.5 } });
  expect(await readFile(join(folder, "README.md"), "utf8")).toContain("| 98.76 |");
});

test("what no manifest may hold is refused, and nothing is written", async () => {
  const manifest = await writeExample(folder);
  await expect(saveMetrics(folder, { ...MANIFEST.metrics, bleu: 2 })).rejects.toMatchObject({ code: "bad-model" });
  expect((await readPackage(folder)).manifest).toEqual(manifest);
});
