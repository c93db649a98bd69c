import { describe, expect, it } from "vitest";
import { chooseProvider, type TrainingProvider } from "../../../src/trainer/step/chooseProvider";

/** A machine on which some providers take a step. */
function machine(...working: readonly TrainingProvider[]) {
  const tried: TrainingProvider[] = [];
  const attempt = async (provider: TrainingProvider) => {
    tried.push(provider);
    if (!working.includes(provider)) throw new Error(`no driver of ${provider}`);
  };
  return { tried, attempt };
}

describe("the provider that trains", () => {
  it("is the first that takes a step", async () => {
    const { attempt } = machine("cuda");
    expect(await chooseProvider("auto", attempt, "linux")).toEqual({ provider: "cuda", refusals: [] });
  });

  it("is the CPU where no other works, with the reasons", async () => {
    const { tried, attempt } = machine("cpu");
    const { provider, refusals } = await chooseProvider("auto", attempt, "linux");
    expect(provider).toBe("cpu");
    expect(refusals).toEqual([
      { provider: "cuda", reason: "no driver of cuda" },
      { provider: "tensorrt", reason: expect.stringContaining("minutes") },
    ]);
    expect(tried).toEqual(["cuda", "cpu"]);
  });

  it("is none where not even the CPU takes a step, so that training falls back to the eager one", async () => {
    const { attempt } = machine();
    await expect(chooseProvider("auto", attempt, "linux")).rejects.toMatchObject({
      code: "unavailable",
      where: expect.stringContaining("cpu: no driver of cpu"),
    });
  });

  it("is CoreML on request only", async () => {
    const { attempt } = machine("coreml", "cpu");
    expect(await chooseProvider("auto", attempt, "darwin")).toMatchObject({
      provider: "cpu",
      refusals: [{ provider: "coreml" }],
    });
    expect(await chooseProvider("coreml", attempt, "darwin")).toEqual({ provider: "coreml", refusals: [] });
  });

  it("is the one asked for or none", async () => {
    const { attempt } = machine("cuda");
    await expect(chooseProvider("webgpu", attempt, "linux")).rejects.toMatchObject({
      code: "unavailable",
      where: "webgpu: no driver of webgpu",
    });
  });

  it("is refused by a real step where this platform cannot have it", async () => {
    const foreign = process.platform === "win32" ? "coreml" : "dml";
    await expect(chooseProvider(foreign)).rejects.toMatchObject({ code: "unavailable" });
  });
});
