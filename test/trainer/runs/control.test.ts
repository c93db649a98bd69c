import { writeFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { RunControl, requestOfRun } from "../../../src/trainer/runs/control";
import { temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();
const watched: RunControl[] = [];

async function watch(): Promise<RunControl> {
  const control = await RunControl.watch(folder.path());
  watched.push(control);
  return control;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

afterEach(() => {
  for (const control of watched.splice(0)) control.stop();
});

describe("RunControl", () => {
  it("pauses until it is asked to go on", async () => {
    const control = await watch();
    expect(control.request).toBe("go");
    await requestOfRun(folder.path(), "pause");
    await until(() => control.request === "pause");
    let over = false;
    const pause = control.whilePaused().then(() => {
      over = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(over).toBe(false);
    await requestOfRun(folder.path(), "go");
    await pause;
    expect([control.request, control.ended.aborted]).toEqual(["go", false]);
  });

  it.each(["keep", "discard"] as const)("ends the run for %s, for good", async (request) => {
    const control = await watch();
    await requestOfRun(folder.path(), request);
    await until(() => control.ended.aborted);
    await requestOfRun(folder.path(), "go");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(control.request).toBe(request);
  });

  it("ends a pause when its process is to stop", async () => {
    const control = await watch();
    await requestOfRun(folder.path(), "pause");
    await until(() => control.request === "pause");
    await expect(control.whilePaused(AbortSignal.timeout(50))).resolves.toBeUndefined();
  });

  it("does not heed what an earlier session was asked, nor a file that makes no sense", async () => {
    await requestOfRun(folder.path(), "discard");
    const control = await watch();
    await writeFile(folder.path("request.json"), '{"request": "dance"}');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([control.request, control.ended.aborted]).toEqual(["go", false]);
  });
});
