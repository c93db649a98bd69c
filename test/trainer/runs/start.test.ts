import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { getPriority } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readPackage } from "../../../src/model/package/read";
import type { TrainerRequest } from "../../../src/trainer/process/request";
import { requestOfRun } from "../../../src/trainer/runs/control";
import { runDirectory } from "../../../src/trainer/runs/files";
import { resumeOptions } from "../../../src/trainer/runs/recipe";
import { startTrainer } from "../../../src/trainer/runs/start";
import { runStatus } from "../../../src/trainer/runs/status";
import { temporaryFolder } from "../corpus/temporaryFolder";
import { smallRun, TEXT, until } from "./smallRun";

const script = path.join(__dirname, "..", "..", "..", "dist", "trainer.js");
const folder = temporaryFolder();
const directory = (): string => runDirectory(folder.path("model"));
const started: number[] = [];

async function start(request: Partial<TrainerRequest> = {}): Promise<number> {
  const { pid } = await startTrainer({ options: smallRun(folder.path()), ...request }, { script });
  started.push(pid);
  return pid;
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  if (isThere(pid)) process.kill(pid, "SIGKILL");
}

async function state(): Promise<string | undefined> {
  return (await runStatus(directory()))?.state;
}

beforeEach(() => folder.write({ "text.txt": TEXT }));
afterEach(async () => {
  const left = started.splice(0);
  for (const pid of left) kill(pid);
  await until(() => !left.some(isThere));
});

describe("startTrainer", () => {
  it("starts a process that trains, heeds requests, is killed, goes on and makes the package", async () => {
    const pid = await start({ options: smallRun(folder.path(), { epochs: 200 }), checkpointSeconds: 0.1 });
    expect(await runStatus(directory())).toMatchObject({ state: "running", owner: { pid } });
    await until(async () => (await runStatus(directory()))?.last.step !== undefined);
    await requestOfRun(directory(), "pause");
    await until(async () => (await state()) === "paused");
    kill(pid);
    await until(async () => (await state()) === "stopped");
    const again = await start({ options: await resumeOptions(directory()) });
    expect(again).not.toBe(pid);
    await until(async () => (await runStatus(directory()))?.last.plan?.resumedAt !== undefined);
    await requestOfRun(directory(), "keep");
    await until(async () => (await state()) === "finished");
    const { manifest } = await readPackage(folder.path("model"));
    expect((await runStatus(directory()))?.last.done).toMatchObject({ reason: "kept", bound: manifest.metrics.bound });
    await until(() => !isThere(again));
    expect(await readFile(path.join(directory(), "trainer.log"), "utf8")).toBe("");
  });

  it("rejects with the error of the process, and leaves nothing of a run that did not come to be", async () => {
    const nothing = start({ options: smallRun(folder.path(), { resume: true }) });
    await expect(nothing).rejects.toMatchObject({ code: "bad-call", what: "There is no run to resume" });
    expect(await readdir(folder.path())).toEqual(["text.txt"]);
    await folder.write({ "model/README.md": "mine" });
    await expect(start()).rejects.toMatchObject({ code: "bad-input", where: folder.path("model") });
    expect(await readdir(folder.path())).toEqual(["model", "text.txt"]);
  });

  it("is refused where a run is under way, which it does not disturb", async () => {
    const pid = await start({ options: smallRun(folder.path(), { epochs: 1000 }), priority: "low" });
    expect(getPriority(pid)).toBeGreaterThan(0);
    await expect(start()).rejects.toMatchObject({ code: "bad-call", what: expect.stringContaining(`process ${pid} `) });
    expect(await runStatus(directory())).toMatchObject({ state: "running", owner: { pid } });
    await requestOfRun(directory(), "discard");
    await until(() => !existsSync(directory()));
    await until(() => !isThere(pid));
  });

  it("tells what a process wrote that dies without a word", async () => {
    const broken = folder.path("broken.js");
    await writeFile(broken, 'console.error("no such library"); process.abort();');
    const failed = startTrainer({ options: smallRun(folder.path()) }, { script: broken });
    await expect(failed).rejects.toMatchObject({
      code: "unavailable",
      what: expect.stringContaining("no such library"),
    });
    expect(existsSync(directory())).toBe(false);
  });
});
