import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFileAtomically } from "../../src/model/atomicFile";
import { writeSafetensors } from "../../src/model/safetensors";
import {
  loadAverage,
  loadCheckpoint,
  loadWeights,
  type RunPosition,
  saveCheckpoint,
  saveWeights,
} from "../../src/trainer/checkpoint";
import { initialise } from "../../src/trainer/initialise";
import { ParameterStore } from "../../src/trainer/parameters";
import { AGGRESSIVE } from "../../src/trainer/remedies/aggressive";
import { WeightAverage } from "../../src/trainer/remedies/weightAverage";
import { smallDisk } from "../model/package/folders";
import { tinyNetwork } from "../reference/weights";

const POSITION: RunPosition = {
  step: 7,
  epoch: 1,
  batch: 3,
  decoderReset: true,
  elapsed: 12.25,
  best: { objective: 0.1 + 0.2, epochsSince: 2 },
  halvings: 1,
  averaged: 0,
  aggressive: { ...AGGRESSIVE, information: 1 / 3, pass: 2, batch: 5, updates: 130 },
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

  it("bring back the running average and how many weights it is of", async () => {
    const store = filledStore(1);
    const average = new WeightAverage(store);
    average.add();
    store.parameters[0].value.fill(9);
    average.add();
    await saveCheckpoint(file, store, POSITION, { average });
    const other = filledStore(2);
    const position = await loadCheckpoint(file, other);
    expect(position).toEqual({ ...POSITION, averaged: 2 });
    const loaded = await loadAverage(file, other, position);
    expect(loaded.count).toBe(2);
    expect(loaded.values).toEqual(average.values);
  });

  it("of runs before there were averages and aggressive training are read as of runs without", async () => {
    const { halvings: _, averaged: __, aggressive: ___, ...older } = POSITION;
    const store = filledStore(1);
    const tensors = new Map(
      store.parameters.flatMap(({ name, shape, value, firstMoment, secondMoment }) => [
        [name, { shape, data: value }] as const,
        [`${name}#firstMoment`, { shape, data: firstMoment }] as const,
        [`${name}#secondMoment`, { shape, data: secondMoment }] as const,
      ]),
    );
    const metadata = { position: JSON.stringify(older) };
    await writeFileAtomically(file, (sink) => writeSafetensors(sink, { tensors, metadata }));
    const position = await loadCheckpoint(file, filledStore(2));
    expect(position).toEqual({ ...older, halvings: 0, averaged: 0, aggressive: null });
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
    const full = saveCheckpoint(file, filledStore(2), POSITION, { storage: smallDisk(1000) });
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
