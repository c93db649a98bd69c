import { readdir, writeFile } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { RunControl, requestOfRun } from "../../../src/trainer/runs/control";
import { temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();
const watched: RunControl[] = [];

async function watch(outer?: AbortSignal): Promise<RunControl> {
  const control = await RunControl.watch(folder.path(), outer);
  watched.push(control);
  return control;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Two looks at the file at least. */
function aWhile(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

afterEach(() => {
  for (const control of watched.splice(0)) control.stop();
});

describe("RunControl", () => {
  it("halts for a pause until it is asked to go on", async () => {
    const control = await watch();
    const before = control.signal;
    expect([control.request, before.aborted]).toEqual(["go", false]);
    await requestOfRun(folder.path(), "pause");
    await until(() => before.aborted);
    expect(control.request).toBe("pause");
    let over = false;
    const pause = control.whilePaused().then(() => {
      over = true;
    });
    await aWhile();
    expect(over).toBe(false);
    await requestOfRun(folder.path(), "go");
    await pause;
    expect([control.request, control.signal.aborted, before.aborted]).toEqual(["go", false, true]);
  });

  it.each(["keep", "discard"] as const)("ends the run for %s, for good", async (request) => {
    const control = await watch();
    await requestOfRun(folder.path(), request);
    await until(() => control.signal.aborted);
    await requestOfRun(folder.path(), "go");
    await aWhile();
    expect([control.request, control.signal.aborted]).toEqual([request, true]);
  });

  it("lets the end that keeps go on undisturbed, unless nothing is to be kept after all", async () => {
    const control = await watch();
    await requestOfRun(folder.path(), "keep");
    await until(() => control.signal.aborted);
    control.concluding();
    await requestOfRun(folder.path(), "pause");
    await aWhile();
    expect([control.request, control.signal.aborted]).toEqual(["keep", false]);
    await requestOfRun(folder.path(), "discard");
    await until(() => control.signal.aborted);
    expect(control.request).toBe("discard");
  });

  it("ends a pause when its process is to stop", async () => {
    const process = new AbortController();
    const control = await watch(process.signal);
    await requestOfRun(folder.path(), "pause");
    await until(() => control.signal.aborted);
    const pause = control.whilePaused();
    process.abort();
    await expect(pause).resolves.toBeUndefined();
    expect(control.signal.aborted).toBe(true);
  });

  it("ends a pause with an error when there is nothing to go on with", async () => {
    const control = await watch();
    await requestOfRun(folder.path(), "pause");
    await until(() => control.signal.aborted);
    await expect(control.whilePaused(() => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  });

  it("takes requests of several windows at once", async () => {
    const control = await watch();
    await Promise.all(Array.from({ length: 20 }, () => requestOfRun(folder.path(), "pause")));
    await until(() => control.request === "pause");
    expect(await readdir(folder.path())).toEqual(["request.json"]);
  });

  it("hears a request in the first moment that a busy process has", async () => {
    const control = await watch();
    await requestOfRun(folder.path(), "pause");
    for (const until = performance.now() + 250; performance.now() < until; );
    // To the end of this turn of the process, and one more.
    await setImmediate();
    await setImmediate();
    expect(control.signal.aborted).toBe(true);
  });

  it("does not heed what an earlier session was asked, nor a file that makes no sense", async () => {
    await requestOfRun(folder.path(), "discard");
    const control = await watch();
    await writeFile(folder.path("request.json"), '{"request": "dance"}');
    await aWhile();
    expect([control.request, control.signal.aborted]).toEqual(["go", false]);
  });
});
