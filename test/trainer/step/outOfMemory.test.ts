import { InferenceSession } from "onnxruntime-node";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import { ResidentStepEngine } from "../../../src/trainer/step/residentSteps";
import { tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const NETWORK = tinyNetwork();
const BATCH = syntheticBatch(NETWORK, { rows: 32, time: 41, seed: 1 });
const CONTROLS = { klWeight: 1, freeBits: 0 };

afterEach(() => vi.restoreAllMocks());

describe("a bucket too large for memory", () => {
  it.each([
    ["bad allocation"],
    ["std::bad_alloc"],
    ["Failed to allocate memory for requested buffer of size 1342177280"],
    ["CUDA failure 2: out of memory"],
  ])("is named with what to do when the runtime says: %s", async (message) => {
    vi.spyOn(InferenceSession, "create").mockRejectedValue(new Error(message));
    const engine = new CompiledGradientEngine(ParameterStore.create(NETWORK));
    await expect(engine.gradients(BATCH, CONTROLS, 1)).rejects.toMatchObject({
      code: "unavailable",
      what: expect.stringContaining(message),
      where: "gradients of 32 sentences of 41 tokens",
      advice: expect.stringMatching(/smaller --batch or --max-tokens/),
    });
  });

  it("is named when its graph is there but a run does not fit", async () => {
    const create = InferenceSession.create.bind(InferenceSession);
    vi.spyOn(InferenceSession, "create").mockImplementation(async (model: unknown, options?: unknown) => {
      const session = await create(model as Uint8Array, options as InferenceSession.SessionOptions);
      vi.spyOn(session, "run").mockRejectedValue(new Error("Failed to allocate memory for requested buffer of size 9"));
      return session;
    });
    const engine = new ResidentStepEngine(ParameterStore.create(NETWORK), { optimizer: "adam", clip: 1 });
    await expect(engine.run([{ batch: BATCH, controls: CONTROLS, learningRate: 0.01, step: 1 }])).rejects.toMatchObject(
      {
        where: "steps of 32 sentences of 41 tokens",
        advice: expect.stringMatching(/smaller --batch or --max-tokens/),
      },
    );
    await engine.dispose();
  });

  it("is told apart from other failures", async () => {
    vi.spyOn(InferenceSession, "create").mockRejectedValue(new Error("Unknown operator"));
    const engine = new CompiledGradientEngine(ParameterStore.create(NETWORK), { provider: "webgpu" });
    await expect(engine.gradients(BATCH, CONTROLS, 1)).rejects.toMatchObject({
      advice: expect.stringContaining("--provider cpu"),
    });
  });
});
