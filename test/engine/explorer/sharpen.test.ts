import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toRead } from "../../../src/core/exploration";
import { Explorer } from "../../../src/engine/explorer";
import { ourPackage, tinyPackage } from "../tinyModel";

const CPU = { provider: "cpu", threads: 1 } as const;
const SENTENCE = "cat dog bee";

let explorer: Explorer;
beforeAll(async () => {
  explorer = await Explorer.over(ourPackage(), CPU);
});
afterAll(() => explorer.dispose());

describe("sharpen", () => {
  it("begins at the encoder's posterior and ends nearer to the sentence", async () => {
    const [encoded] = await explorer.encode([SENTENCE]);
    const { before, after, gain, gainError, ...result } = await explorer.sharpen(SENTENCE, { steps: 30 });
    expect(result).toMatchObject({ model: "tiny@0123456789abcdef", seed: 1, text: SENTENCE, truncated: false });
    expect({ mean: before.mean, logVariance: before.logVariance, kl: before.kl }).toEqual({
      ...{ mean: encoded.mean, logVariance: encoded.logVariance, kl: encoded.kl },
    });
    expect(gain).toBeGreaterThan(4 * gainError);
    expect(gain).toBe(result.boundBefore - result.boundAfter);
    const [from, to] = await explorer.decode([before.mean, after.mean], toRead());
    expect([before.reconstruction, after.reconstruction]).toEqual([from.text, to.text]);
  });

  it("estimates the bound as it is defined", async () => {
    const { boundBefore, before } = await explorer.sharpen(SENTENCE);
    const [{ reconstruction }] = await explorer.bound([SENTENCE], { samples: 2000, seed: 9 });
    expect(Math.abs(boundBefore - reconstruction - before.kl)).toBeLessThan(1.5);
  });

  it("gives the same in another explorer, and another with another seed", async () => {
    const first = await explorer.sharpen(SENTENCE);
    const other = await Explorer.over(ourPackage(), CPU);
    expect(await other.sharpen(SENTENCE)).toEqual(first);
    expect(await other.sharpen(SENTENCE, { seed: 2 })).not.toEqual(first);
    await other.dispose();
  });

  it.each([{ steps: 0 }, { steps: 2.5 }, { draws: 0 }, { learningRate: 0 }, { learningRate: 11 }, { seed: -1 }])(
    "refuses %j",
    async (options) => {
      const [name] = Object.keys(options);
      await expect(explorer.sharpen(SENTENCE, options)).rejects.toMatchObject({ code: "bad-call", where: name });
    },
  );

  it("stops when cancelled, and does the work afresh after that", async () => {
    const signal = AbortSignal.abort();
    await expect(explorer.sharpen("hen hen", {}, signal)).rejects.toMatchObject({ code: "cancelled" });
    expect((await explorer.sharpen("hen hen")).text).toBe("hen hen");
  });

  it("is not there for a decoder of another family", async () => {
    const foreign = await Explorer.over(tinyPackage(), CPU);
    await expect(foreign.sharpen(SENTENCE)).rejects.toMatchObject({ code: "unavailable" });
    await foreign.dispose();
  });
});

describe("variants", () => {
  it("are drawn from the sharpened posterior when that is asked for", async () => {
    const { after, before, gain, boundAfter } = await explorer.sharpen(SENTENCE);
    const plain = await explorer.variants(SENTENCE, { count: 20, refine: false });
    const sharpened = await explorer.variants(SENTENCE, { count: 20, sharpen: true });
    expect(plain.mean).toEqual(before.mean);
    expect(plain.sharpened).toBeUndefined();
    const { mean, logVariance, kl, reconstruction } = sharpened;
    expect({ mean, logVariance, kl, reconstruction }).toEqual(after);
    expect(sharpened.sharpened).toMatchObject({ gain, boundAfter });
    expect(sharpened.variants).not.toEqual(plain.variants);
    const [{ distance }] = (await explorer.variants(SENTENCE, { spread: 0, sharpen: true })).variants;
    expect(distance).toBe(0);
  });
});
