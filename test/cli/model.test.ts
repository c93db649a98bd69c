/** The commands that ask a model, over a package with random weights: what they print, for people and for programs. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportPackage } from "../../src/model/package/export";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { MANIFEST_PARTS, NETWORK } from "../model/exampleManifest";
import { randomWeights } from "../reference/weights";
import { CLI, homotopy, linesOf } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-cli-"));
const model = join(folder, "example");
/** A file with a line of nothing that shows. */
const hollow = join(folder, "hollow.txt");
const MODEL = ["--model", model, "--provider", "cpu"];
const SENTENCE = "the cat sees a bird .";

beforeAll(async () => {
  writeFileSync(hollow, `${SENTENCE}\n\u200b\u200e\n`);
  await exportPackage({
    directory: model,
    config: NETWORK,
    weights: randomWeights(NETWORK, 1),
    tokenizer: new WordTokenizer(["the", "cat", "dog", "sees", "a", "bird", "."]),
    manifestParts: MANIFEST_PARTS,
    includeWeights: false,
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The one JSON object on stdout of a command that succeeds. */
async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await homotopy([...args, ...MODEL, "--json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(linesOf(stdout)).toHaveLength(1);
  return JSON.parse(stdout);
}

const number = expect.any(Number);
const decoded = { text: expect.any(String), logProbability: number };
const filled = expect.arrayContaining([expect.any(String)]);
const completion = { ...decoded, filled, gapLogProbability: number, gapTokens: number, round: number };

describe("JSON results", () => {
  it("variants", async () => {
    const result = await json("variants", SENTENCE, "--count", "12", "--spread", "3");
    expect(result).toMatchObject({
      model: expect.stringMatching(/^example@[0-9a-f]+$/),
      seed: 1,
      text: SENTENCE,
      mean: Array(NETWORK.latent).fill(number),
      logVariance: Array(NETWORK.latent).fill(number),
      kl: number,
      variants: expect.arrayContaining([{ ...decoded, count: number, distance: number }]),
    });
    const { variants } = result as { variants: { count: number }[] };
    expect(variants.reduce((sum, { count }) => sum + count, 0)).toBe(12);
  });

  it("variants of a sharpened posterior", async () => {
    const gain = { boundBefore: number, boundAfter: number, gain: number, gainError: number, steps: number };
    expect(await json("variants", SENTENCE, "--sharpen")).toMatchObject({ text: SENTENCE, sharpened: gain });
  });

  it("sharpen", async () => {
    const latent = Array(NETWORK.latent).fill(number);
    const posterior = { mean: latent, logVariance: latent, kl: number, reconstruction: expect.any(String) };
    const result = await json("sharpen", SENTENCE, "--steps", "7", "--seed", "3");
    expect(result).toEqual({
      ...{ model: expect.stringMatching(/^example@/), seed: 3, text: SENTENCE, truncated: false, steps: 7 },
      ...{ boundBefore: number, boundAfter: number, gain: number, gainError: number },
      ...{ before: posterior, after: posterior },
    });
    expect(Reflect.get(Object(result), "gain")).toBeGreaterThan(0);
  });

  it("interpolate", async () => {
    expect(await json("interpolate", "the cat", "a dog .", "--steps", "5", "--adaptive")).toMatchObject({
      steps: expect.arrayContaining([{ t: number, text: expect.any(String), from: 0, to: number }]),
      smoothness: number,
    });
  });

  it.each(["beam", "icm"])("complete by %s", async (method) => {
    const result = await json("complete", "the cat", "--count", "2", "--method", method);
    expect(result).toMatchObject({ completions: expect.arrayContaining([completion]), method });
  });

  it("impute", async () => {
    const result = await json("impute", "the ___ sees ___", "--count", "2", "--words", "2");
    expect(result).toMatchObject({
      completions: expect.arrayContaining([{ ...completion, filled: [expect.any(String), expect.any(String)] }]),
      method: "icm",
      trace: expect.arrayContaining([{ round: 1, text: expect.any(String), logProbability: number, step: number }]),
    });
  });

  it("sample", async () => {
    expect(await json("sample", "--count", "3")).toMatchObject({ samples: Array(3).fill(decoded) });
  });

  it("inspect", async () => {
    const { stdout } = await homotopy(["inspect", model, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ format: "homotopy-model/1", name: "example", files: expect.any(Array) });
  });

  it("evaluate", async () => {
    const file = join(folder, "sentences.txt");
    writeFileSync(file, `${SENTENCE}\n\nthe dog .\n`);
    expect(await json("evaluate", file)).toMatchObject({
      sentences: 2,
      // Six words and three, and an end mark each.
      tokens: 11,
      bound: number,
      reconstruction: number,
      kl: number,
      perplexityFrom: "bound",
      perplexity: { withEos: number, withoutEos: number },
      activeUnits: number,
      latent: NETWORK.latent,
      exactReconstruction: number,
    });
  });

  it("doctor", async () => {
    const { code, stdout } = await homotopy(["doctor", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      node: process.versions.node,
      onnxRuntime: { providers: expect.arrayContaining([{ name: "cpu", state: "usable" }]) },
      tensorflow: { chosen: expect.any(String) },
      models: expect.any(Array),
    });
  });
});

describe("text results", () => {
  it.each([
    [["variants", SENTENCE], /×/],
    [["variants", SENTENCE, "--sharpen"], /nats nearer by sharpening, seed 1$/m],
    [["sharpen", SENTENCE], /^after +.*\n\d+\.\d\d ± \d+\.\d\d nats nearer, \d+ steps?, seed 1$/m],
    [["interpolate", "the cat", "a dog ."], /^0\.00–.*1\.00 .*\nsmoothness/ms],
    [["complete", "the cat"], / {2}the cat/],
    [["impute", "the ___ sees a bird ."], /ln p.*\n.* {2}the .+ sees a bird \./],
    [["sample"], /^ *\u2212\d+\.\d\d/m],
    [["inspect"], /example 1, en/],
  ])("%j", async (args, pattern) => {
    const { code, stdout, stderr } = await homotopy([...args, ...(args[0] === "inspect" ? [model] : MODEL)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(pattern);
  });
});

describe("encode and decode", () => {
  it("answer line by line, and into each other", async () => {
    const input = `{"text": "${SENTENCE}"}\n"a dog ."\n`;
    const encoded = await homotopy(["encode", ...MODEL], { input });
    expect(encoded.stderr).toBe("");
    const posteriors = linesOf(encoded.stdout).map((line) => JSON.parse(line));
    expect(posteriors.map(({ text }) => text)).toEqual([SENTENCE, "a dog ."]);

    const again = await homotopy(["decode", ...MODEL], { input: encoded.stdout });
    const sentences = linesOf(again.stdout).map((line) => JSON.parse(line));
    expect(sentences).toEqual(posteriors.map(({ mean }) => ({ latent: mean, ...decoded })));
  });

  it.each([
    ["encode", '"fine"\nnot json\n', "line 2"],
    ["encode", '{"sentence": "x"}\n', "line 1"],
    ["decode", "[1, 2\n", "line 1"],
    ["decode", '{"latent": ["a"]}\n', "line 1"],
    ["encode", '"fine"\n\n"\\u200b"\n', "line 3"],
    ["decode", "\n[1]\n", "line 2"],
    ["decode", `[${Array(NETWORK.latent).fill(1e39)}]\n`, "line 1"],
  ])("%s refuses %j", async (command, input, place) => {
    const { code, stderr } = await homotopy([command, ...MODEL], { input });
    expect(code).toBe(1);
    expect(linesOf(stderr)).toEqual([expect.stringContaining(place)]);
  });
});

describe("determinism", () => {
  it("the same seed gives the same output in another process, another seed another", async () => {
    const args = ["variants", SENTENCE, "--spread", "5", "--temperature", "1", "--count", "20"];
    const [first, second, other] = await Promise.all([
      json(...args, "--seed", "7"),
      json(...args, "--seed", "7"),
      json(...args, "--seed", "8"),
    ]);
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe("failed runs end with 1 and one line on stderr", () => {
  it.each([
    [["inspect", "no-such-model"], "There is no model no-such-model"],
    [["variants", "the cat", "--model", "no-such-model"], "There is no model no-such-model"],
    [["evaluate", "no-such-file.txt", ...["--model", model]], "no-such-file.txt"],
    [["evaluate", hollow, "--model", model], `The text is empty (${hollow}, line 2)`],
    [["variants", " ", "--model", model], "The text is empty"],
  ])("homotopy %j", async (args, message) => {
    const { code, stdout, stderr } = await homotopy(args);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(linesOf(stderr)).toEqual([expect.stringContaining(message)]);
  });
});

it("warns of a sentence that is longer than the model allows", async () => {
  const { code, stdout, stderr } = await homotopy(["variants", "the cat ".repeat(20), ...MODEL, "--json"]);
  expect(code).toBe(0);
  expect(linesOf(stderr)).toEqual([expect.stringContaining("longer than the model's 30 tokens")]);
  expect(JSON.parse(stdout)).toMatchObject({ truncated: true });
});

it.skipIf(!existsSync("/dev/full"))("fails when its result cannot be written", async () => {
  const full = openSync("/dev/full", "w");
  const child = spawn(process.execPath, [CLI, "--version"], { stdio: ["ignore", full, "pipe"] });
  closeSync(full);
  let errors = "";
  child.stderr?.on("data", (text: Buffer) => {
    errors += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(1);
  expect(linesOf(errors)).toEqual([expect.stringMatching(/^homotopy: The result cannot be written, .*ENOSPC/)]);
});

it("ends quietly when its reader goes away", async () => {
  const child = spawn(process.execPath, [CLI, "sample", "--count", "2000", ...MODEL, "--json"]);
  child.stdout.destroy();
  let errors = "";
  child.stderr.on("data", (text: Buffer) => {
    errors += text;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect({ code, errors }).toEqual({ code: 0, errors: "" });
});
