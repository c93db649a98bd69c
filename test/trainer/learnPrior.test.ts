/** What training makes of `--prior`, over a tiny run. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readPackage } from "../../src/model/package/read";
import type { TrainingEvent } from "../../src/protocol/trainingEvents";
import { PRESETS, type TrainingOptions } from "../../src/trainer/options";
import { train } from "../../src/trainer/train";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-prior-"));
});
afterEach(() => rm(folder, { recursive: true }));

const WORDS = ["ant", "bat", "bee", "cat", "dog", "elk", "fox", "gnu", "hen", "owl", "pig"];

/** Trains on so many sentences and reads the package. */
async function trained(sentences: number, changes: Partial<TrainingOptions> = {}) {
  const text = join(folder, `${sentences}.txt`);
  const lines = Array.from({ length: sentences }, (_, n) => {
    const words = [1, 3, 7, 5].slice(0, 2 + (n % 3)).map((step, i) => WORDS[(n * step + i) % 11]);
    return `${words.join(" ")} ${WORDS[Math.floor(n / 11) % 11]}.`;
  });
  await writeFile(text, lines.join("\n"));
  const options: TrainingOptions = {
    ...PRESETS.small,
    sources: [text],
    out: join(folder, "model"),
    tokenizer: "words",
    vocabulary: 300,
    epochs: 1,
    hidden: 8,
    embedding: 8,
    latent: 3,
    engine: "eager",
    threads: 1,
    ...changes,
  };
  const events: TrainingEvent[] = [];
  await train(options, (event) => events.push(event));
  return { ...(await readPackage(options.out)), events };
}

it("fits a prior to the posteriors of the training, the same by seed", async () => {
  const { manifest, prior } = await trained(400);
  expect(manifest.family.prior).toBe("mixture");
  expect(prior?.components).toHaveLength(manifest.prior?.components ?? 0);
  expect(manifest.prior?.log_density).toBeGreaterThanOrEqual(-10);
  const likelihoods = manifest.familiarity?.log_likelihood ?? [];
  expect(likelihoods[0]).toBeLessThan(likelihoods.at(-1) ?? 0);
  expect(likelihoods.at(-1)).toBeLessThan(0);
  expect((await trained(400)).prior).toEqual(prior);
});

it("leaves N(0, I) where that is asked for, and of a language model", async () => {
  const { manifest, prior } = await trained(400, { prior: "gaussian" });
  expect([manifest.family.prior, prior, manifest.familiarity]).toEqual(["gaussian", undefined, undefined]);
  expect((await trained(400, { family: "rnnlm" })).prior).toBeUndefined();
});

it("says so and goes on where there are too few sentences for one", async () => {
  const { manifest, events } = await trained(40, { batch: 8 });
  expect(manifest.family.prior).toBe("gaussian");
  const notices = events.flatMap((event) => (event.event === "notice" ? [event.message] : []));
  expect(notices.join("\n")).toContain("The prior stays N(0, I): There are");
});
