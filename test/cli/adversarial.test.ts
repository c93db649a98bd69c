/** The adversarial evaluation as a person runs it, over packages with random weights. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seeded } from "../../src/core/random";
import type { NetworkConfig } from "../../src/model/family/network";
import type { ManifestParts } from "../../src/model/package/export";
import { exportPackage } from "../../src/model/package/export";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { LANGUAGE_MODEL, LANGUAGE_MODEL_PARTS, MANIFEST_PARTS, NETWORK } from "../model/exampleManifest";
import { randomWeights } from "../reference/weights";
import { homotopy, linesOf } from "./command";

const WORDS = ["the", "cat", "dog", "sees", "a", "bird", "."];
const folder = mkdtempSync(join(tmpdir(), "homotopy-adversarial-"));
const text = join(folder, "held-out.txt");
const place = (name: string) => join(folder, name);
const MODELS = ["--model", place("vae"), "--baseline", place("rnnlm"), "--provider", "cpu"];
/** A hundred that can be used, and one too short, one too long, one that ends in an unknown word, one twice. */
const USABLE = 100;

beforeAll(async () => {
  const random = seeded(1, "sentences");
  const sentences = new Set<string>();
  while (sentences.size < USABLE) {
    sentences.add(Array.from({ length: 5 + random.integer(4) }, () => WORDS[random.integer(6)]).join(" "));
  }
  const [first] = sentences;
  const others = ["the cat .", "the cat sees a ".repeat(8), "the cat sees the bird below", first];
  writeFileSync(text, [...sentences, ...others].join("\n"));
  const save = (name: string, config: NetworkConfig, parts: ManifestParts, seed: number) =>
    exportPackage({
      directory: place(name),
      config,
      weights: randomWeights(config, seed),
      tokenizer: new WordTokenizer(WORDS),
      manifestParts: { ...parts, name },
      includeWeights: false,
    });
  await save("vae", NETWORK, MANIFEST_PARTS, 1);
  await save("rnnlm", LANGUAGE_MODEL, LANGUAGE_MODEL_PARTS, 2);
  await save("judge", { ...LANGUAGE_MODEL, direction: "left-to-right" }, LANGUAGE_MODEL_PARTS, 3);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function adversarial(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await homotopy(["adversarial", text, ...MODELS, ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

const number = expect.any(Number);
const interval = { low: number, high: number };
const error = { accuracy: number, error: number, interval, sentences: 10 };
const errors = { unigram: { ...error, penalty: number }, lstm: { ...error, epoch: number } };

it("prints the study as JSON, the same for the same seed, and writes the report", async () => {
  const report = place("report.md");
  const [line, again] = await Promise.all([
    adversarial("--judge", place("judge"), "--report", report, "--json"),
    adversarial("--judge", place("judge"), "--json"),
  ]);
  expect(again).toBe(line);
  expect(linesOf(line)).toHaveLength(1);
  const study = JSON.parse(line);
  expect(study).toMatchObject({
    ...{ files: [text], seed: 1, share: 0.2, cut: "token", length: "fixed" },
    originals: { read: USABLE + 4, short: 1, long: 1, unknown: 1, repeated: 1, perClass: USABLE / 2 },
    parts: { train: 80, validation: 10, test: 10 },
    baseline: {
      ...errors,
      ...{ name: expect.stringMatching(/^rnnlm@/), family: "language model", direction: "backward", latent: 0 },
      ...{ search: { method: "beam", width: 15, rounds: 1 }, nll: number, restored: number, distinct: number },
      work: { decoderTokens: number, encodedSentences: 0 },
    },
    model: {
      ...errors,
      ...{ name: expect.stringMatching(/^vae@/), family: "sentence VAE", direction: "forward", latent: NETWORK.latent },
      ...{ search: { method: "icm", width: 5, rounds: 3 }, nll: number },
    },
    difference: { unigram: { error: number, interval }, lstm: { error: number, interval } },
    nullCheck: errors,
    judge: { name: expect.stringMatching(/^judge@/), originals: number, truncated: 0 },
  });
  expect(study.examples).toHaveLength(10);
  const originals = readFileSync(text, "utf8").split("\n");
  for (const { original, baseline, model } of study.examples) {
    expect(originals).toContain(original.known + original.end);
    expect([baseline.known, model.known]).toEqual([original.known, original.known]);
    // As many words as were removed.
    const words = ({ end }: { readonly end: string }) => end.trim().split(" ").length;
    expect([words(baseline), words(model)]).toEqual([words(original), words(original)]);
  }

  const markdown = readFileSync(report, "utf8");
  expect(markdown).toMatch(/^# Adversarial evaluation of imputed ends\n/);
  expect(markdown).toContain("| baseline: beam 15 |");
  expect(markdown).toContain("| model: modes 3 × 5 |");
  expect(markdown.match(/^\| original \|/gm)).toHaveLength(10);
});

it("prints a report for people, without a judge", async () => {
  const stdout = await adversarial("--sentences", "30", "--length", "free", "--seed", "2");
  expect(stdout).toMatch(
    /^(29|30) real sentences against as many whose last 20 % of tokens were imputed \(1 to twice as many/,
  );
  expect(stdout).toMatch(/^baseline: beam 15 +\S+ \(\S+ to \S+\)/m);
  expect(stdout).toMatch(/^real against real/m);
  expect(stdout).toContain("Without --judge");
});

describe("refuses", () => {
  it.each([
    [["--judge", place("vae")], 2, "The judge has a latent space"],
    [["--words", "9"], 1, "103 are too short"],
    [["--baseline", place("nowhere")], 1, "nowhere"],
    [["--sentences", "5"], 2, "from 20 to 100000"],
  ])("%j", async (args, status, message) => {
    const { code, stdout, stderr } = await homotopy(["adversarial", text, ...MODELS, ...args]);
    expect({ code, stdout }).toEqual({ code: status, stdout: "" });
    expect(linesOf(stderr)).toEqual([expect.stringContaining(message)]);
  });

  it("a call without a baseline", async () => {
    const { code, stderr } = await homotopy(["adversarial", text]);
    expect(code).toBe(2);
    expect(stderr).toContain("--baseline");
  });
});
