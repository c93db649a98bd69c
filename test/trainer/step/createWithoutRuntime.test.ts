/** A machine for which there is no ONNX Runtime. In a file of its own: the module stays unloadable. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { initialise } from "../../../src/trainer/initialise";
import { ParameterStore } from "../../../src/trainer/parameters";
import { createStepEngine, type EngineChoice } from "../../../src/trainer/step/create";
import { tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

vi.mock("onnxruntime-node", () => {
  throw new Error("there is no binary for this machine");
});

const NETWORK = tinyNetwork();
const REASON = /(there is no binary for this machine|error when mocking a module)/;

let notices: string[];

beforeEach(() => {
  notices = [];
});

describe("where ONNX Runtime cannot be loaded", () => {
  it.each(["auto", "cpu"] as const)("training goes on eagerly and says why, with the provider %s", async (provider) => {
    const engine = await create({ provider });
    expect(engine.name).toMatch(/^eager on /);
    const [told] = notices;
    expect(told).toMatch(/^The compiled training step cannot run here/);
    expect(told).toMatch(REASON);
    const batch = syntheticBatch(NETWORK, { rows: 2, time: 3, seed: 1 });
    const controls = { klWeight: 1, freeBits: 0 };
    const [outcome] = await engine.run([{ batch, controls, learningRate: 0.01, step: 1 }]);
    expect(outcome.objective).toBeGreaterThan(0);
    await engine.dispose();
  });

  it.each([{ engine: "compiled" }, { provider: "cuda" }] as const)(
    "nothing replaces what was asked for: %o",
    async (asked) => {
      await expect(create(asked)).rejects.toMatchObject({
        code: "unavailable",
        where: expect.stringMatching(REASON),
        advice: expect.stringContaining("--engine eager"),
      });
      expect(notices).toEqual([]);
    },
  );
});

async function create(changes: Partial<EngineChoice>) {
  const store = ParameterStore.create(NETWORK);
  initialise(store, 1);
  const choice = { engine: "auto", provider: "auto", optimizer: "adam", clip: 5, batch: 16, threads: 2 } as const;
  return createStepEngine(store, { ...choice, ...changes }, (message) => notices.push(message));
}
