import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fineTuning } from "../../../src/trainer/finetuning/fineTuning";
import { trainingOptionsSchema } from "../../../src/trainer/options";
import { LANGUAGE_MODEL, NETWORK } from "../../model/exampleManifest";
import { writeExample, writeLanguageModel } from "../../model/package/examplePackage";

let folder: string;
let base: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-fine-"));
  base = join(folder, "base");
  await writeExample(base);
});
afterAll(() => rm(folder, { recursive: true }));

describe("the options of a run from a model", () => {
  it("are its network's and its objective's, without an autoencoder stage or annealing", async () => {
    const options = await fineTuning(base, "base", { epochs: 3 });
    const { embedding, hidden, latent, pooling, reversed, tied, skip } = NETWORK;
    expect(options).toMatchObject({ embedding, hidden, latent, pooling, reversed, tied, skip });
    expect(options).toMatchObject({ tokenizer: "words", keep: 0.7, maxTokens: 30, language: "en" });
    expect(options).toMatchObject({ autoencoder: 0, annealShare: 0, epochs: 3, from: base, preset: "base" });
    trainingOptionsSchema.parse({ ...options, sources: ["x"], out: "y" });
  });

  it("are those of a language model", async () => {
    const model = join(folder, "rnnlm");
    await writeLanguageModel(model);
    const options = await fineTuning(model, "small", {});
    const { hidden, tied, direction } = LANGUAGE_MODEL;
    expect(options).toMatchObject({ family: "rnnlm", hidden, tied, direction });
  });

  it("refuse what goes against the network, and take what says the same", async () => {
    const refused = fineTuning(base, "small", { hidden: 512 });
    await expect(refused).rejects.toMatchObject({ code: "bad-call" });
    await expect(refused).rejects.toThrow(/--hidden 512 .* has 6.*without --from/);
    await expect(fineTuning(base, "small", { family: "rnnlm" })).rejects.toThrow(/--family rnnlm/);
    expect((await fineTuning(base, "small", { hidden: NETWORK.hidden })).hidden).toBe(NETWORK.hidden);
  });

  it("are not to be had of a folder without a model", async () => {
    await expect(fineTuning(join(folder, "none"), "small", {})).rejects.toMatchObject({ code: "bad-model" });
  });
});
