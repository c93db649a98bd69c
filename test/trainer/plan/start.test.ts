/** The two ends of the pipe between a window and the process that plans, the other side played by scripts. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PlanProgress, TrainingPlan } from "../../../src/protocol/training";
import { startPlan } from "../../../src/trainer/plan/start";

const PLAN: TrainingPlan = {
  out: "model",
  text: {
    ...{ files: 0, bytes: 0, estimated: false, sentences: 0, formats: {}, languages: [], otherLanguages: 0 },
    ...{ skipped: [], dropped: {} },
  },
  ways: [],
  why: "because",
  remarks: [],
};
const REQUEST = { sources: ["notes"], out: "model" };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-start-plan-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function start(
  script: string,
  signal = new AbortController().signal,
  told: (p: PlanProgress) => void = () => {},
) {
  const file = join(folder, "trainer.cjs");
  await writeFile(file, script);
  return startPlan(REQUEST, told, signal, { script: file });
}

describe("startPlan", () => {
  it("hands the request over, tells progress, and returns the plan", async () => {
    const told: PlanProgress[] = [];
    const plan = await start(
      `const request = JSON.parse(require("fs").readFileSync(process.argv[3], "utf8"));
       if (process.argv[2] !== "plan" || request.sources[0] !== "notes") process.exit(3);
       process.send({ plan: "progress", progress: { stage: "reading", files: 3, bytes: 10, sentences: 2 } });
       process.send({ plan: "done", result: ${JSON.stringify(PLAN)} });`,
      undefined,
      (progress) => told.push(progress),
    );
    expect(plan).toEqual(PLAN);
    expect(told).toEqual([{ stage: "reading", files: 3, bytes: 10, sentences: 2 }]);
  });

  it("fails with the process's own error", async () => {
    const failed = { plan: "failed", code: "bad-input", what: "No text", where: "notes", advice: "give some" };
    await expect(start(`process.send(${JSON.stringify(failed)});`)).rejects.toMatchObject({
      code: "bad-input",
      where: "notes",
    });
  });

  it("says how a process died that said nothing", async () => {
    const dead = start(`process.stderr.write("no such library"); process.exitCode = 7;`);
    await expect(dead).rejects.toMatchObject({ code: "unavailable" });
    await expect(dead).rejects.toThrow(/exit code 7.*no such library/);
  });

  it("kills the process when it is cancelled", async () => {
    const controller = new AbortController();
    const pid = new Promise<number>((resolve, reject) => {
      const endless = `process.send({ plan: "progress", progress: { stage: "reading", files: process.pid, bytes: 0, sentences: 0 } });
        setInterval(() => undefined, 1000);`;
      const run = start(endless, controller.signal, ({ files }) => {
        controller.abort();
        run.catch((error) => (error.code === "cancelled" ? resolve(files) : reject(error)));
      });
    });
    const killed = await pid;
    expect(() => process.kill(killed, 0)).toThrow(/ESRCH/);
  });
});
