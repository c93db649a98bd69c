/** Which models are in memory, and when they leave it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Explorer } from "../../../src/engine/explorer";
import { LoadedModels } from "../../../src/engine/process/loadedModels";
import { writeExample } from "../../model/package/examplePackage";

const OPTIONS = { provider: "cpu", threads: 1 } as const;
const SENTENCE = "the cat sees a bird .";
let folder: string;
const model = (index: number) => join(folder, String(index));
const itself = async (explorer: Explorer) => explorer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-loaded-"));
  for (let index = 0; index < 4; index++) await writeExample(model(index), { seed: index + 1, includeWeights: false });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("loads a model once, also for calls at once", async () => {
  const models = new LoadedModels(() => OPTIONS);
  const [first, second] = await Promise.all([models.use(model(0), itself), models.use(model(0), itself)]);
  expect(second).toBe(first);
  expect(await models.use(model(0), itself)).toBe(first);
});

it("keeps three, and lets the one unused for longest go", async () => {
  const models = new LoadedModels(() => OPTIONS);
  const [zero, one] = [await models.use(model(0), itself), await models.use(model(1), itself)];
  await models.use(model(2), itself);
  await models.use(model(0), itself);
  await models.use(model(3), itself);
  expect(await models.use(model(0), itself)).toBe(zero);
  expect(await models.use(model(1), itself)).not.toBe(one);
});

it("lets a model that is at work finish after it was released", async () => {
  const models = new LoadedModels(() => OPTIONS);
  const result = await models.use(model(0), async (explorer) => {
    await models.release(model(0));
    return explorer.variants(SENTENCE, { count: 2 });
  });
  expect(result.variants.length).toBeGreaterThan(0);
});

it("tries again what could not be loaded", async () => {
  const models = new LoadedModels(() => OPTIONS);
  const later = model(9);
  await expect(models.use(later, itself)).rejects.toMatchObject({ code: "bad-model" });
  await writeExample(later, { includeWeights: false });
  expect(await models.use(later, itself)).toBeDefined();
});
