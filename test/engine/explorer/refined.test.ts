/** What people explore begins at posteriors refined for their own sentences. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../../src/core/exploration";
import { Explorer } from "../../../src/engine/explorer";
import { refined } from "../../../src/engine/explorer/refined";
import { encodeTexts } from "../../../src/engine/explorer/texts";
import { OpenModel } from "../../../src/engine/openModel";
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

  it("begin at the same posterior after a homotopy from the same sentence", async () => {
    const [walked, fresh] = [await Explorer.over(ourPackage(), CPU), await Explorer.over(ourPackage(), CPU)];
    await walked.interpolate(SENTENCE, "bee bee bee bee");
    expect(await walked.variants(SENTENCE)).toEqual(await fresh.variants(SENTENCE));
    await Promise.all([walked.dispose(), fresh.dispose()]);
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

describe("a refinement", () => {
  it("stops when it is cancelled between two steps, and is made afresh after that", async () => {
    const model = await OpenModel.open(ourPackage(), CPU);
    const encoded = await encodeTexts(model, [SENTENCE]);
    await expect(refined(model, encoded, afterChecks(3))).rejects.toMatchObject({
      code: "cancelled",
      where: "refinement",
    });

    const [after] = await refined(model, encoded);
    const [expected] = await explorer.refine([SENTENCE]);
    expect(after.mean).toEqual(expected.mean);
    await model.dispose();
  });

  it("leaves the encoder's posterior where the steps lead to no number", async () => {
    const model = await OpenModel.open(ourPackage(), CPU);
    const encoded = await encodeTexts(model, [SENTENCE]);
    const [far] = await refined(model, encoded, undefined, { ...DEFAULTS.refine, learningRate: Number.NaN });
    expect(far).toMatchObject({ mean: encoded[0].mean, logVariance: encoded[0].logVariance });
    await model.dispose();
  });
});

/** A signal that is raised when it has been looked at so many times. */
function afterChecks(checks: number): AbortSignal {
  const controller = new AbortController();
  let left = checks;
  return new Proxy(controller.signal, {
    get: (signal, property) => {
      if (property === "aborted" && left-- === 0) controller.abort();
      return Reflect.get(signal, property, signal);
    },
  });
}
