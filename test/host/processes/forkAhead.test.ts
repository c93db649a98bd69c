/** Processes forked ahead of the first call: taken once, replaced if they have died, ended if nobody comes. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VERSION } from "../../../src/core/version";
import { startEngine } from "../../../src/host/processes/engineProcess";
import { ForkAhead } from "../../../src/host/processes/forkAhead";
import { forkEngine } from "../../../src/host/processes/forkEngine";
import { buildPrograms, type Programs } from "./engineProgram";

const SETTINGS = { version: VERSION, provider: "cpu", threads: 1 };
const LONG = 60_000;
let programs: Programs;
const forked: ChildProcess[] = [];

beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(async () => {
  for (const child of forked) child.kill();
  await programs.remove();
});

/** Remembers the processes that are forked. */
function aheadOf(entry: string, patience = LONG) {
  const children: ChildProcess[] = [];
  const fork = (program: string) => {
    const child = forkEngine(program);
    children.push(child);
    forked.push(child);
    return child;
  };
  return { ahead: new ForkAhead(entry, patience, fork), children };
}

it("gives the engine that it has begun to the first who asks, and a new one to the next", async () => {
  const { ahead, children } = aheadOf(programs.engine);
  ahead.begin();
  ahead.begin();
  expect(children).toHaveLength(1);

  const log = { info: () => undefined, warn: () => undefined };
  const engine = await startEngine({ entry: programs.engine, settings: SETTINGS, log, fork: () => ahead.take() });
  expect(await engine.api.hello(SETTINGS)).toMatchObject({ process: children[0].pid });
  expect(ahead.take()).toBe(children[1]);
  ahead.dispose();
  expect(children.map(({ killed }) => killed)).toEqual([false, false]);
  engine.stop();
});

it("forks when it is asked, if nothing was begun", () => {
  const { ahead, children } = aheadOf(programs.silent);
  expect(children).toEqual([]);
  expect(ahead.take()).toBe(children[0]);
});

it("forks anew in the place of a process that has ended", async () => {
  const { ahead, children } = aheadOf(programs.stillborn);
  ahead.begin();
  await once(children[0], "exit");
  expect(ahead.take()).toBe(children[1]);
});

it("ends a process that nobody takes in time", async () => {
  const { ahead, children } = aheadOf(programs.silent, 1);
  ahead.begin();
  expect(await once(children[0], "exit")).toEqual([null, "SIGTERM"]);
  expect(ahead.take()).toBe(children[1]);
});

it("ends a process that nobody has taken when the extension ends", async () => {
  const { ahead, children } = aheadOf(programs.silent);
  ahead.begin();
  ahead.dispose();
  expect(await once(children[0], "exit")).toEqual([null, "SIGTERM"]);
});
