import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  loadCheckpoint,
  loadWeights,
  type RunPosition,
  saveCheckpoint,
  saveWeights,
} from "../../src/trainer/checkpoint";
import { initialise } from "../../src/trainer/initialise";
import { ParameterStore } from "../../src/trainer/parameters";
import { smallDisk } from "../model/package/folders";
import { tinyNetwork } from "../reference/weights";

const POSITION: RunPosition = {
  step: 7,
  epoch: 1,
  batch: 3,
  decoderReset: true,
  elapsed: 12.25,
  best: { objective: 0.1 + 0.2, epochsSince: 2 },
};

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-checkpoint-"));
  file = path.join(folder, "checkpoint.safetensors");
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("checkpoints", () => {
  it("bring back every number and the position", async () => {
    const saved = filledStore(1);
    await saveCheckpoint(file, saved, POSITION);
    const loaded = filledStore(2);
    expect(await loadCheckpoint(file, loaded)).toEqual(POSITION);
    saved.parameters.forEach((parameter, index) => {
      expect(loaded.parameters[index].value).toEqual(parameter.value);
      expect(loaded.parameters[index].firstMoment).toEqual(parameter.firstMoment);
      expect(loaded.parameters[index].secondMoment).toEqual(parameter.secondMoment);
    });
  });

  it("of weights alone leave the moments", async () => {
    await saveWeights(file, filledStore(1));
    const loaded = filledStore(2);
    await loadWeights(file, loaded);
    expect(loaded.parameters[0].value).toEqual(filledStore(1).parameters[0].value);
    expect(loaded.parameters[0].firstMoment).toEqual(filledStore(2).parameters[0].firstMoment);
  });

  it("keep the old file whole when the disk fills up, and leave no litter", async () => {
    await saveCheckpoint(file, filledStore(1), POSITION);
    const before = await readFile(file);
    const full = saveCheckpoint(file, filledStore(2), POSITION, smallDisk(1000));
    await expect(full).rejects.toMatchObject({ code: "disk" });
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(folder)).toEqual(["checkpoint.safetensors"]);
  });

  it("say so when they are truncated or of another network", async () => {
    await saveCheckpoint(file, filledStore(1), POSITION);
    const other = ParameterStore.create(tinyNetwork({ hidden: 7 }));
    await expect(loadCheckpoint(file, other)).rejects.toThrow(/encoder\.input.*another shape/);
    await truncate(file, 2000);
    await expect(loadCheckpoint(file, filledStore(1))).rejects.toThrow(file);
    await writeFile(file, "");
    await expect(loadCheckpoint(file, filledStore(1))).rejects.toThrow(file);
  });
});

function filledStore(seed: number): ParameterStore {
  const store = ParameterStore.create(tinyNetwork());
  initialise(store, seed);
  store.parameters.forEach(({ firstMoment, secondMoment }, index) => {
    firstMoment.fill(seed + index / 3);
    secondMoment.fill(seed + index / 7);
  });
  return store;
}
