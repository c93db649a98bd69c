import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../../scripts/build.mjs";
import { initialise } from "../../../src/trainer/initialise";
import { ParameterStore } from "../../../src/trainer/parameters";
import { createStepEngine, type EngineChoice } from "../../../src/trainer/step/create";
import type { StepEngine } from "../../../src/trainer/step/stepEngine";
import type { TrainedNetwork } from "../../../src/trainer/trainedNetwork";
import { tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

/** Inside the project, so that the bundle finds its packages. */
const FOLDER = path.resolve("test/output/create");
const CHOICE: EngineChoice = {
  engine: "auto",
  provider: "cpu",
  optimizer: "adam",
  clip: 5,
  batch: 16,
  threads: 2,
  workerEntry: path.join(FOLDER, "trainer-worker.js"),
};
const TINY = tinyNetwork();
/** Large enough to be shared out. */
const LARGE = tinyNetwork({ vocabulary: 4000, embedding: 128, tied: true });
/** A provider that no build for this platform has. */
const FOREIGN = process.platform === "win32" ? "coreml" : "dml";

const open: StepEngine[] = [];
let notices: string[];

beforeAll(() => bundle({ "trainer-worker": "src/trainer/parallel/worker.ts" }, FOLDER));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.dispose()));
});

describe("the engine of a run", () => {
  it("is the compiled step on the CPU, with nothing to say", async () => {
    const engine = await create({});
    expect(engine.name).toBe("compiled on cpu, 2 threads");
    expect(notices).toEqual([]);
    await expectItSteps(engine, TINY);
  });

  it("is the eager step on request", async () => {
    const engine = await create({ engine: "eager" });
    expect(engine.name).toMatch(/^eager on /);
    await expectItSteps(engine, TINY);
  });

  it("is on no other provider than the one that was asked for", async () => {
    await expect(create({ provider: FOREIGN })).rejects.toMatchObject({
      code: "unavailable",
      where: expect.stringContaining(FOREIGN),
    });
    await create({ provider: FOREIGN, engine: "eager" });
    expect(notices).toContainEqual(expect.stringContaining(`${FOREIGN} is for the compiled step`));
  });

  it("is shared by processes where there are more cores than a session can use", async () => {
    const engine = await create({ threads: 16 }, LARGE);
    expect(engine.name).toBe("compiled on cpu, 8 threads, 2 processes");
    expect(notices).toEqual([]);
    await expectItSteps(engine, LARGE);
  });

  it("stays in one process where means are normalised over the whole batch", async () => {
    const engine = await create({ threads: 16 }, { ...LARGE, batchNorm: 0.6 });
    expect(engine.name).toBe("compiled on cpu, 8 threads");
    await expectItSteps(engine, LARGE);
  });

  it("can change the weights of one group where the run is to", async () => {
    const engine = await create({ aggressive: true });
    const batch = syntheticBatch(TINY, { rows: 4, time: 3, seed: 1 });
    const step = {
      batch,
      controls: { klWeight: 1, freeBits: 0 },
      learningRate: 0.1,
      step: 1,
      group: "encoder" as const,
    };
    const before = engine.parameters.get("decoder.input").value.slice();
    await engine.run([step]);
    expect(engine.parameters.get("decoder.input").value).toEqual(before);
  });

  it("stays in one process where no other starts, and says so", async () => {
    const engine = await create({ threads: 16, workerEntry: path.join(FOLDER, "none.js") }, LARGE);
    expect(engine.name).toBe("compiled on cpu, 8 threads");
    expect(notices).toContainEqual(expect.stringMatching(/one process instead of 2: .*exit code 1/));
    await expectItSteps(engine, LARGE);
  });
});

async function create(changes: Partial<EngineChoice>, network: TrainedNetwork = TINY): Promise<StepEngine> {
  notices = [];
  const store = ParameterStore.create(network);
  initialise(store, 1);
  const engine = await createStepEngine(store, { ...CHOICE, ...changes }, (message) => notices.push(message));
  open.push(engine);
  return engine;
}

async function expectItSteps(engine: StepEngine, network: typeof TINY): Promise<void> {
  const batch = syntheticBatch(network, { rows: 16, time: 3, seed: 1 });
  const controls = { klWeight: 1, freeBits: 0 };
  const step = { batch, controls, learningRate: 0.01 };
  const losses = [];
  for (const number of [1, 2, 3]) losses.push(...(await engine.run([{ ...step, step: number }])));
  expect(losses[2].objective).toBeLessThan(losses[0].objective);
}
