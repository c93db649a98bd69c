import "@tensorflow/tfjs-backend-cpu";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../../../scripts/build.mjs";
import { createParallelEngine } from "../../../src/trainer/parallel/create";
import { ParallelGradientEngine } from "../../../src/trainer/parallel/engine";
import { type ProcessCrew, startProcessCrew } from "../../../src/trainer/parallel/processCrew";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";
import { syntheticBatch } from "../syntheticBatch";
import { CONFIG, CONTROLS, expectSameLosses, freshStore, losses } from "./compare";

/** Inside the project, so that the bundle finds its packages. */
const FOLDER = path.resolve("test/output/parallel");
const ENTRY = path.join(FOLDER, "trainer-worker.js");

beforeAll(async () => {
  await bundle({ "trainer-worker": "src/trainer/parallel/worker.ts" }, FOLDER);
});
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe("workers in processes of their own", () => {
  it("follow the same losses as one engine, and leave neither process nor file", async () => {
    const crew = await start(2);
    const engine = new ParallelGradientEngine(new EagerGradientEngine(freshStore(), "cpu"), crew);
    const actual = await losses(engine, 6);
    const pids = processIds(crew);
    await engine.dispose();
    expectSameLosses(actual, await losses(new EagerGradientEngine(freshStore(), "cpu"), 6));
    expect(pids.filter(isRunning)).toEqual([]);
    expect(sharedFiles()).toEqual([]);
  });

  it("run the compiled step", async () => {
    const compiled = { kind: "compiled", threads: 1 } as const;
    const engine = await createParallelEngine(freshStore(), { workers: 1, engine: compiled, entry: ENTRY });
    try {
      expect(engine.name).toBe("compiled on cpu, 1 thread, 2 processes");
      expectSameLosses(await losses(engine, 6), await losses(new EagerGradientEngine(freshStore(), "cpu"), 6));
    } finally {
      await engine.dispose();
    }
  });

  it("are replaced once when they die, and the step gives the same", async () => {
    const notices: string[] = [];
    const crew = await start(1, (message) => notices.push(message));
    const engine = new ParallelGradientEngine(new EagerGradientEngine(freshStore(), "cpu"), crew);
    const batch = syntheticBatch(CONFIG, { rows: 4, time: 5, seed: 1 });
    try {
      const before = await engine.gradients(batch, CONTROLS, 4);
      kill(crew);
      expect(await engine.gradients(batch, CONTROLS, 4)).toEqual(before);
      expect(notices).toEqual([
        expect.stringMatching(/training process 2 of 2 ended \(killed by SIGKILL\).*started again/),
      ]);
      kill(crew);
      const failure = engine.gradients(batch, CONTROLS, 4);
      await expect(failure).rejects.toMatchObject({
        code: "unavailable",
        what: expect.stringContaining("process 2 of 2"),
      });
      await expect(engine.evaluate(batch, CONTROLS)).rejects.toMatchObject({ code: "unavailable" });
    } finally {
      await engine.dispose();
    }
  });

  it("pass on why an engine cannot start", async () => {
    const starting = startProcessCrew(freshStore(), {
      workers: 1,
      engine: { kind: "eager", backend: "cpu" },
      entry: path.join(FOLDER, "no-such-file.js"),
    });
    await expect(starting).rejects.toMatchObject({ code: "unavailable", what: expect.stringContaining("exit code 1") });
  });

  it("end when the process that started them is killed", async () => {
    const parent = spawn(process.execPath, ["-e", PARENT, ENTRY], { stdio: ["ignore", "pipe", "inherit"] });
    const pid = Number(await firstLine(parent));
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await vanished(pid);
    expect(isRunning(pid)).toBe(false);
  });
});

/** Starts a worker as the crew does and tells its process id once it listens. */
const PARENT = `
  const file = require("node:fs").openSync(process.argv[1], "r");
  const child = require("node:child_process").fork(process.argv[1], [], { stdio: ["ignore", 2, 2, "ipc", file] });
  child.once("message", () => console.log(child.pid));
  child.send({ kind: "task" });
`;

function start(workers: number, notify?: (message: string) => void): Promise<ProcessCrew> {
  const options = { workers, engine: { kind: "eager", backend: "cpu" }, entry: ENTRY } as const;
  return startProcessCrew(freshStore(), notify === undefined ? options : { ...options, notify });
}

function processIds(crew: ProcessCrew): number[] {
  return crew.workers.map(({ processId }) => processId ?? Number.NaN);
}

function kill(crew: ProcessCrew): void {
  for (const pid of processIds(crew)) process.kill(pid, "SIGKILL");
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function vanished(pid: number): Promise<void> {
  for (let tries = 0; tries < 200 && isRunning(pid); tries++) await sleep(25);
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [data] = await once(child.stdout as NonNullable<ChildProcess["stdout"]>, "data");
  return String(data).trim();
}

/** Names of this process that are still to be seen where shared files are made. */
function sharedFiles(): string[] {
  const folder = existsSync("/dev/shm") ? "/dev/shm" : path.resolve("/tmp");
  return readdirSync(folder).filter((name) => name.startsWith(`homotopy-${process.pid}-`));
}
