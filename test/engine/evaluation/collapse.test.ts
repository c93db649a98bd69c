/** Models trained to collapse, and not to, on sentences of three choices: what is measured of them, and what they are called. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { remedyText } from "../../../src/core/metrics/collapseRemedies";
import { seeded } from "../../../src/core/random";
import { evaluate } from "../../../src/engine/evaluation/evaluate";
import type { LatentEvaluation } from "../../../src/engine/evaluation/evaluation";
import { OpenModel } from "../../../src/engine/openModel";
import { CARD_FILE } from "../../../src/model/manifest";
import { readPackage } from "../../../src/model/package/read";
import { PRESETS, type TrainingOptions } from "../../../src/trainer/options";
import { train } from "../../../src/trainer/train";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "homotopy-collapse-"));
  await writeFile(files().sources[0], sentences("train", 500).join("\n"));
  await writeFile(files().validation, HELD_OUT.join("\n"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a model is called what it is, by evaluation and card", () => {
  it("collapsed, where nothing keeps the KL from being squeezed out", async () => {
    const { found, card } = await trained("collapsed", { autoencoder: 0, freeBits: 0, klWeight: 1, keep: 1 });
    expect(found.kl).toBeLessThan(0.5);
    expect(found.collapse?.verdict).toBe("collapsed");
    expect(Math.abs(found.latentGain ?? Number.NaN)).toBeLessThan(0.1);
    expect(found.collapse?.remedies.map(remedyText).join("\n")).toMatch(
      /--autoencoder 0.25.*--free-bits 0.25.*--kl-weight 0.5/s,
    );
    expect(card).toContain("**The latent space is collapsed**");
    expect(card).toContain("- leave some of the KL unpenalised: --free-bits 0.25");
  });

  it("healthy, where an autoencoder came first and the KL weighs little", async () => {
    const { found, card } = await trained("healthy", {
      autoencoder: 0.3,
      klWeight: 0.02,
      keep: 0.3,
      epochs: 10,
      skip: true,
    });
    expect(found.collapse).toMatchObject({ verdict: "healthy", remedies: [] });
    expect(found.latentGain).toBeGreaterThan(1);
    expect(card).toContain("**The latent space is healthy**");
  });
});

async function trained(
  name: string,
  objective: Partial<TrainingOptions>,
): Promise<{ readonly found: LatentEvaluation; readonly card: string }> {
  const out = path.join(folder, name);
  await train({ ...OPTIONS, ...objective, ...files(), out }, () => {});
  const source = await readPackage(out);
  const model = await OpenModel.open(source, { provider: "cpu", threads: 1 });
  try {
    const found = await evaluate(model, one(HELD_OUT), { seed: 1, samples: 0, where: "test" });
    if (found.kind !== "latent variable model") throw new Error("no latent space was measured");
    return { found, card: await readFile(path.join(out, CARD_FILE), "utf8") };
  } finally {
    await model.dispose();
  }
}

const OPTIONS = {
  ...PRESETS.small,
  epochs: 3,
  annealShare: 0,
  skip: false,
  hidden: 24,
  embedding: 12,
  latent: 4,
  tokenizer: "words",
  vocabulary: 300,
  learningRate: 0.02,
  engine: "eager",
} as const satisfies Partial<TrainingOptions>;

const HELD_OUT = sentences("held out", 150);

function files() {
  return { sources: [path.join(folder, "text.txt")], validation: path.join(folder, "held-out.txt") };
}

async function* one(batch: readonly string[]): AsyncGenerator<readonly string[]> {
  yield batch;
}

function sentences(label: string, count: number): string[] {
  const random = seeded(1, label);
  const pick = (words: readonly string[]): string => words[random.integer(words.length)];
  return Array.from({ length: count }, () => {
    const subject = pick(["the cat", "a dog", "this bird", "some fox"]);
    return `${subject} ${pick(["sees", "likes", "hears", "knows"])} ${pick(["me", "a house", "the old tree", "rain"])} .`;
  });
}
