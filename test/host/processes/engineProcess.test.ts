/** The engine as a real child process, with a small model of random weights on the disk. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VERSION } from "../../../src/core/version";
import { Engine } from "../../../src/host/processes/engine";
import { type EngineLaunch, startEngine } from "../../../src/host/processes/engineProcess";
import { writeExample } from "../../model/package/examplePackage";
import { buildPrograms, type Programs } from "./engineProgram";

const SETTINGS = { version: VERSION, provider: "cpu", threads: 1 };
const SENTENCE = "the cat sees a bird .";
let programs: Programs;
let folder: string;
let model: string;
let log: string[];
const running: Engine[] = [];

beforeAll(async () => {
  programs = await buildPrograms();
  folder = await mkdtemp(join(tmpdir(), "homotopy-engine-"));
  model = join(folder, "example");
  await writeExample(model);
});
afterAll(async () => {
  for (const engine of running) engine.dispose();
  await programs.remove();
  await rm(folder, { recursive: true, force: true });
});

function launch(entry = programs.engine, more: Partial<EngineLaunch> = {}): EngineLaunch {
  log = [];
  const keep = (message: string) => void log.push(message);
  return { entry, settings: SETTINGS, log: { info: keep, warn: keep }, ...more };
}

/** An engine that starts children of a program, one after the other, and remembers their process ids. */
function engineOf(entry?: string) {
  const processes: number[] = [];
  const states: string[] = [];
  const start = async () => {
    const started = await startEngine(launch(entry));
    processes.push((await started.api.hello(SETTINGS)).process);
    return started;
  };
  const engine = new Engine(start, { idleTime: () => 0, backOff: [0], onState: (state) => states.push(state) });
  running.push(engine);
  return { engine, processes, states };
}

describe("a child process", () => {
  it("answers with typed arrays, and the same for the same seed", async () => {
    const { engine } = engineOf();
    const ask = () => engine.use((api) => api.variants(model, SENTENCE, { count: 5, seed: 3, temperature: 1 }));
    const first = await ask();
    expect(first.mean).toBeInstanceOf(Float32Array);
    expect(await ask()).toEqual(first);
  });

  it("tells what a model is and what the machine offers", async () => {
    const { engine } = engineOf();
    const found = await engine.use((api) => api.describe(model));
    expect(found).toMatchObject({ provider: "cpu", refused: [] });
    expect(found.latent.mean).toHaveLength(found.latent.dimension);
    expect(await engine.use((api) => api.diagnose())).toMatchObject({ threads: 1 });
  });

  it("decodes points of a path: its ends are the ends' reconstructions", async () => {
    const { engine } = engineOf();
    const [from, to] = [SENTENCE, "a dog sees the cat ."];
    const point = (t: number) => engine.use((api) => api.pointOnPath(model, from, to, { t, path: "linear" }));
    const reconstruction = (text: string) => engine.use((api) => api.variants(model, text, { count: 1 }));
    expect((await point(0)).text).toBe((await reconstruction(from)).reconstruction);
    expect((await point(1)).text).toBe((await reconstruction(to)).reconstruction);
  });

  it("keeps the code and place of errors", async () => {
    const { engine } = engineOf();
    const failed = engine.use((api) => api.describe(join(folder, "absent")));
    await expect(failed).rejects.toMatchObject({ code: "bad-model", where: join(folder, "absent") });
    await expect(engine.use((api) => api.variants(model, " ", {}))).rejects.toMatchObject({ code: "bad-input" });
  });

  it("notices a model that was damaged, mended and deleted while in use", async () => {
    const { engine } = engineOf();
    const directory = join(folder, "changing");
    const describe_ = () => engine.use((api) => api.describe(directory));
    await writeExample(directory);
    const { hash } = await describe_();
    await writeFile(join(directory, "homotopy.json"), "{");
    await expect(describe_()).rejects.toMatchObject({ code: "bad-model" });
    await writeExample(directory, { seed: 2 });
    expect((await describe_()).hash).not.toBe(hash);
    await rm(directory, { recursive: true });
    await expect(describe_()).rejects.toMatchObject({ code: "bad-model", what: "There is no such folder" });
  });

  it("sees of the environment only what it needs", async () => {
    process.env.HOMOTOPY_SECRET = "secret";
    process.env.NODE_OPTIONS = "--no-warnings";
    try {
      await expect(startEngine(launch(programs.talkative))).rejects.toMatchObject({ code: "unavailable" });
      const names = log.join().split(",");
      expect(names).toContain("PATH");
      expect(names).not.toContain("HOMOTOPY_SECRET");
      expect(names).not.toContain("NODE_OPTIONS");
    } finally {
      delete process.env.HOMOTOPY_SECRET;
      delete process.env.NODE_OPTIONS;
    }
  });
});

describe("a child that fails", () => {
  it("that does not answer the greeting is given up in time", async () => {
    const late = startEngine(launch(programs.silent, { patience: 200 }));
    await expect(late).rejects.toMatchObject({ code: "unavailable", what: "The engine did not answer within 0.2 s" });
  });

  it("that ends at once is named with its exit code, and its output is in the log", async () => {
    await expect(startEngine(launch(programs.stillborn))).rejects.toMatchObject({
      code: "unavailable",
      what: "The engine ended unexpectedly (exit code 3)",
    });
    expect(log).toContain("no library");
  });

  it("that is of another version is refused", async () => {
    const other = { settings: { ...SETTINGS, version: "0.0.0" } };
    await expect(startEngine(launch(undefined, other))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("killed during a request fails that request with a clear message, and the next one works", async () => {
    const { engine, processes, states } = engineOf();
    await engine.use((api) => api.describe(model));
    const long = engine.use((api) => api.variants(model, SENTENCE, { count: 10_000, temperature: 1 }));
    process.kill(processes[0], "SIGKILL");
    await expect(long).rejects.toMatchObject({
      code: "unavailable",
      what: "The engine ended unexpectedly (signal SIGKILL)",
    });
    expect(await engine.use((api) => api.describe(model))).toBeDefined();
    expect(processes).toHaveLength(2);
    expect(states).toContain("off");
  });
});
