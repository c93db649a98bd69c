import { describe, expect, it } from "vitest";
import { HomotopyError } from "../../src/core/errors";
import { onFirstProvider, type Provider, providersToTry } from "../../src/model/providers";

/** A machine that offers some providers and tells what was tried. */
function machine(...offered: readonly Provider[]) {
  const tried: Provider[] = [];
  const create = async (provider: Provider) => {
    tried.push(provider);
    if (!offered.includes(provider)) throw new Error(`no ${provider}\n  here`);
    return provider;
  };
  return { tried, create };
}

describe("the order of providers", () => {
  it("is the platform's, with cpu last", () => {
    expect(providersToTry("auto", "linux")).toEqual(["cuda", "tensorrt", "cpu"]);
    expect(providersToTry("auto", "win32")).toEqual(["dml", "cpu"]);
    expect(providersToTry("auto", "darwin")).toEqual(["coreml", "cpu"]);
    expect(providersToTry("auto", "freebsd")).toEqual(["cpu"]);
  });

  it("is the choice alone where there is one", () => {
    expect(providersToTry("webgpu", "linux")).toEqual(["webgpu"]);
  });
});

describe("the first provider", () => {
  it("that really creates the session wins, and the refusals before it are kept", async () => {
    const { tried, create } = machine("tensorrt", "cpu");
    const { created, report } = await onFirstProvider("auto", "linux", create);
    expect(created).toBe("tensorrt");
    expect(tried).toEqual(["cuda", "tensorrt"]);
    expect(report).toEqual({
      requested: "auto",
      chosen: "tensorrt",
      refusals: [{ provider: "cuda", reason: "no cuda here" }],
    });
  });

  it("is not replaced by another where it was chosen", async () => {
    const { tried, create } = machine("cpu");
    await expect(onFirstProvider("cuda", "linux", create)).rejects.toMatchObject({
      code: "unavailable",
      where: "cuda: no cuda here",
      advice: expect.stringContaining('"auto"'),
    });
    expect(tried).toEqual(["cuda"]);
  });

  it("is not looked for when the model is at fault", async () => {
    const error = new HomotopyError("bad-model", "Damaged", "encoder.onnx", "copy it again");
    let calls = 0;
    const create = async () => {
      calls++;
      throw error;
    };
    await expect(onFirstProvider("auto", "linux", create)).rejects.toBe(error);
    expect(calls).toBe(1);
  });
});
