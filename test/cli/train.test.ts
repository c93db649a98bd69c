/** `train` as a person runs it: its events, its package, Ctrl+C and going on, and text that cannot be used. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, homotopy, linesOf } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-train-"));
const text = join(folder, "text.txt");
const SMALL = ["--hidden", "16", "--embedding", "8", "--latent", "4", "--vocabulary", "300", "--json"];

interface Event {
  readonly event: string;
  readonly [field: string]: unknown;
}

beforeAll(() => {
  const who = ["The cat", "A dog", "My sister", "The old man", "Nobody", "Her friend"];
  const does = ["sees", "likes", "finds", "paints", "forgets"];
  const what = ["a bird", "the house", "an apple", "two trees", "the long road"];
  const sentences = who.flatMap((subject) =>
    does.flatMap((verb) => what.map((object) => `${subject} ${verb} ${object}.`)),
  );
  writeFileSync(text, sentences.join("\n"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function eventsOf(stdout: string): Event[] {
  return linesOf(stdout).map((line) => JSON.parse(line));
}

describe("a whole run", () => {
  it("tells its events as JSON lines and leaves a package that can be asked", async () => {
    const out = join(folder, "model");
    const { code, stdout, stderr } = await homotopy(["train", text, "--out", out, "--epochs", "2", ...SMALL]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const events = eventsOf(stdout);
    const number = expect.any(Number);
    expect(events[0]).toMatchObject({ event: "started", pid: number, resumed: false });
    expect(events[1]).toMatchObject({ event: "notice", message: expect.stringMatching(/^Training computes on /) });
    const [, plan] = events.filter(({ event }) => event !== "notice");
    expect(plan).toMatchObject({ event: "plan", files: 1, vocabulary: 300, seed: 1, unigram: number });
    expect(events.filter(({ event }) => event === "epoch")).toHaveLength(2);
    expect(events.find(({ event }) => event === "step")).toMatchObject({
      step: number,
      epoch: number,
      tokensPerSecond: number,
      loss: number,
      reconstruction: number,
      kl: number,
      klWeight: number,
    });
    expect(events.at(-1)).toMatchObject({ event: "done", out, reason: "finished", activeUnits: number });

    const variants = await homotopy(["variants", "The cat sees a bird.", "--model", out, "--json"]);
    expect(JSON.parse(variants.stdout)).toMatchObject({ text: "The cat sees a bird.", seed: 1 });
  });
});

describe("a language model", () => {
  it("is trained, and completes, scores and samples as any model does", async () => {
    const out = join(folder, "language-model");
    const flags = ["--model-family", "rnnlm", "--tokenizer", "words", "--epochs", "8", "--learning-rate", "0.02"];
    const { code, stdout, stderr } = await homotopy(["train", text, "--out", out, ...flags, ...SMALL]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const done = eventsOf(stdout).at(-1);
    expect(done).toMatchObject({ event: "done", kl: 0, latent: 0 });
    expect(done?.bound).toBeLessThan(Number(done?.unigram));

    const complete = await homotopy(["complete", "The cat", "--model", out, "--json"]);
    const { method, completions } = JSON.parse(complete.stdout);
    expect(method).toBe("beam");
    for (const completion of completions) expect(completion.text).toMatch(/^The cat ./);

    const sample = await homotopy(["sample", "--count", "8", "--model", out, "--json"]);
    const sampled = JSON.parse(sample.stdout).samples.map((each: { readonly text: string }) => each.text);
    expect(new Set(sampled).size).toBeGreaterThan(1);

    const refused = await homotopy(["variants", "The cat sees a bird.", "--model", out]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/language model.*completes/);
  });
});

describe("Ctrl+C", () => {
  it("ends with 130 after a checkpoint, from which --resume goes on", async () => {
    const out = join(folder, "stopped");
    const call = ["train", text, "--out", out, "--epochs", "10000", ...SMALL];
    const first = await stoppedAtFirstStep(call, "SIGINT");
    expect(first.code).toBe(130);
    expect(linesOf(first.stderr)).toEqual([expect.stringMatching(/^homotopy: .*--resume/)]);
    expect(existsSync(out)).toBe(false);
    expect(existsSync(join(`${out}.run`, "checkpoint.safetensors"))).toBe(true);

    const second = await stoppedAtFirstStep([...call, "--resume"], "SIGINT");
    expect(second.code).toBe(130);
    const [plan] = eventsOf(second.stdout).filter(({ event }) => event === "plan");
    expect(plan).toMatchObject({ resumedAt: expect.any(Number) });
    expect(plan?.resumedAt).toBeGreaterThan(0);
  });
});

describe("SIGKILL", () => {
  it("leaves a checkpoint that loads, from which --resume finishes", async () => {
    const out = join(folder, "killed");
    const call = ["train", text, "--out", out, "--epochs", "12", ...SMALL];
    const killed = await stoppedAtFirstStep([...call], "SIGKILL");
    expect(killed.code).toBe("SIGKILL");
    expect(existsSync(out)).toBe(false);

    const resumed = await homotopy([...call, "--resume"]);
    expect({ code: resumed.code, stderr: resumed.stderr }).toEqual({ code: 0, stderr: "" });
    expect(eventsOf(resumed.stdout).at(-1)).toMatchObject({ event: "done", reason: "finished" });
    expect(existsSync(join(out, "homotopy.json"))).toBe(true);
  });
});

describe("text that cannot be used ends with 1, an error event and one line on stderr", () => {
  it.each([
    ["empty.txt", Buffer.of()],
    ["blank.txt", Buffer.from("\n \n\n")],
    ["binary.txt", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 151) % 256))],
    ["missing.txt", undefined],
  ])("%s", async (name, bytes) => {
    const file = join(folder, name);
    if (bytes) writeFileSync(file, bytes);
    const { code, stdout, stderr } = await homotopy(["train", file, "--out", join(folder, `of-${name}`), ...SMALL]);
    expect(code).toBe(1);
    expect(linesOf(stderr)).toEqual([expect.stringContaining(name)]);
    expect(eventsOf(stdout).at(-1)).toMatchObject({ event: "error", message: expect.stringContaining(name) });
  });
});

/** Runs until the first step is told, sends the signal once, and waits for the end. */
async function stoppedAtFirstStep(args: readonly string[], signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [CLI, ...args]);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const before = stdout.includes('"event":"step"');
    stdout += chunk;
    if (!before && stdout.includes('"event":"step"')) child.kill(signal);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const code = await new Promise((resolve) => child.on("close", (status, signal) => resolve(signal ?? status)));
  return { code, stdout, stderr };
}
