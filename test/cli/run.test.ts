/** `train --detach` and `run`: a run without a terminal, and words to it. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { exampleSentences } from "../trainer/corpus/temporaryFolder";
import { homotopy, type Outcome } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-run-"));
const text = join(folder, "text.txt");
const out = join(folder, "model");
const SMALL = ["--hidden", "8", "--embedding", "8", "--latent", "4", "--vocabulary", "300", "--prior", "gaussian"];

beforeAll(() => writeFileSync(text, exampleSentences(400).join("\n")));
afterEach(() => run("discard"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function train(...more: readonly string[]): Promise<Outcome> {
  return homotopy(["train", text, "--out", out, "--epochs", "2000", ...SMALL, ...more]);
}

function run(action: string, ...more: readonly string[]): Promise<Outcome> {
  return homotopy(["run", action, out, ...more]);
}

async function state(): Promise<unknown> {
  return JSON.parse((await run("status", "--json")).stdout);
}

it("pauses, goes on, stops and keeps", async () => {
  expect(await train("--detach")).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^process \d+ trains: homotopy run status /),
    stderr: "",
  });
  expect(await state()).toMatchObject({ run: `${out}.run`, state: "running", owner: { pid: expect.any(Number) } });
  expect(await train()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("A run is under way in this folder"),
  });
  expect((await run("pause")).stdout).toMatch(/model\.run: paused, process \d+/);
  expect((await run("resume")).stdout).toMatch(/model\.run: running, process \d+/);
  expect((await run("stop")).stdout).toMatch(/model\.run: (finished|stopped)/);
  const again = await run("resume");
  expect(again.code).toBe(existsSync(join(out, "homotopy.json")) ? 2 : 0);
});

it("discards what is under way, and says so of nothing", async () => {
  await train("--detach");
  expect(await run("discard")).toEqual({ code: 0, stdout: `${out}.run: discarded\n`, stderr: "" });
  expect(existsSync(`${out}.run`)).toBe(false);
  expect(await run("status")).toEqual({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^homotopy: There is no run \(.*model\.run\): give the folder/),
  });
});
