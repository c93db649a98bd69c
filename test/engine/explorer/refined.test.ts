/** What people explore begins at posteriors refined for their own sentences. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Explorer } from "../../../src/engine/explorer";
import { ourPackage, tinyPackage } from "../tinyModel";

const CPU = { provider: "cpu", threads: 1 } as const;
const SENTENCE = "cat dog bee";

let explorer: Explorer;
beforeAll(async () => {
  explorer = await Explorer.over(ourPackage(), CPU);
});
afterAll(() => explorer.dispose());

describe("variants", () => {
  it("are drawn around a mean at which the sentence is more probable than at the encoder's", async () => {
    const { mean } = await explorer.variants(SENTENCE);
    const encoder = await explorer.variants(SENTENCE, { refine: false });
    const [encoded] = await explorer.encode([SENTENCE]);
    expect(encoder.mean).toEqual(encoded.mean);

    const [refined, amortised] = await explorer.score([SENTENCE, SENTENCE], [mean, encoder.mean]);
    expect(refined.logProbability).toBeGreaterThan(amortised.logProbability);
  });

  it("are the same in another explorer, and when they are asked for again", async () => {
    const first = await explorer.variants(SENTENCE);
    const other = await Explorer.over(ourPackage(), CPU);
    expect(await other.variants(SENTENCE)).toEqual(first);
    expect(await explorer.variants(SENTENCE)).toEqual(first);
    await other.dispose();
  });

  it("follow the KL weight that the model was trained with", async () => {
    const source = ourPackage();
    const { training } = source.manifest;
    const options = { ...training.recipe.options, klWeight: 0.1 };
    const recipe = { ...training.recipe, options };
    const light = await Explorer.over(
      { ...source, manifest: { ...source.manifest, training: { ...training, recipe } } },
      CPU,
    );
    const [full, tenth] = [await explorer.variants(SENTENCE), await light.variants(SENTENCE)];
    expect(tenth.kl).toBeGreaterThan(full.kl);
    await light.dispose();
  });

  it("are the encoder's for a decoder of another family", async () => {
    const foreign = await Explorer.over(tinyPackage(), CPU);
    const [encoded] = await foreign.encode([SENTENCE]);
    expect((await foreign.variants(SENTENCE)).mean).toEqual(encoded.mean);
    await foreign.dispose();
  });

  it("stop when cancelled, and are drawn afresh after that", async () => {
    await expect(explorer.variants("hen hen", {}, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    expect((await explorer.variants("hen hen")).text).toBe("hen hen");
  });
});

describe("a homotopy", () => {
  it("goes from the refined mean of the one sentence to that of the other", async () => {
    const [from, to] = [await explorer.variants("cat dog"), await explorer.variants("bee bee bee")];
    const decoded = await explorer.decode([from.mean, to.mean], { method: "beam", beam: 3, knownWords: "" });
    const { steps } = await explorer.interpolate("cat dog", "bee bee bee");
    expect([steps[0].text, steps.at(-1)?.text]).toEqual(decoded.map(({ text }) => text));
  });

  it("goes between the encoder's means where that is asked for", async () => {
    const [from] = await explorer.encode(["cat dog"]);
    const [first] = await explorer.decode([from.mean], { method: "beam", beam: 3, knownWords: "" });
    const { steps } = await explorer.interpolate("cat dog", "bee bee bee", { refine: false });
    expect(steps[0].text).toBe(first.text);
  });
});
