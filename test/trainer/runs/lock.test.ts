import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { lockRun, runOwner } from "../../../src/trainer/runs/lock";
import { temporaryFolder } from "../corpus/temporaryFolder";

const folder = temporaryFolder();
const lockFile = (): string => folder.path("lock.json");

async function pidOfTheDead(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("lockRun", () => {
  it("lets one in at a time", async () => {
    const lock = await lockRun(folder.path());
    await expect(lockRun(folder.path())).rejects.toThrow(/A run is under way in this folder: process \d+ .*lock\.json/);
    expect((await runOwner(folder.path()))?.pid).toBe(process.pid);
    await lock.release();
    expect(await runOwner(folder.path())).toBeUndefined();
    await (await lockRun(folder.path())).release();
    expect(await readdir(folder.path())).toEqual([]);
  });

  it("lets exactly one of many in", async () => {
    const tried = await Promise.allSettled(Array.from({ length: 20 }, () => lockRun(folder.path())));
    const [won, ...more] = tried.filter((result) => result.status === "fulfilled");
    expect(more).toEqual([]);
    await won?.value.release();
  });

  it("takes the lock of a process that is no more, and one that names none", async () => {
    for (const left of [JSON.stringify({ pid: await pidOfTheDead(), host: hostname(), began: "" }), "", "{]"]) {
      await writeFile(lockFile(), left);
      expect(await runOwner(folder.path())).toBeUndefined();
      const lock = await lockRun(folder.path());
      expect(JSON.parse(await readFile(lockFile(), "utf8")).pid).toBe(process.pid);
      await lock.release();
    }
  });

  it.runIf(process.platform === "linux")("is not misled by a later process with the same number", async () => {
    await writeFile(lockFile(), JSON.stringify({ pid: process.pid, host: hostname(), began: "another boot 1" }));
    await (await lockRun(folder.path())).release();
  });

  it("respects the lock of another machine", async () => {
    await writeFile(lockFile(), JSON.stringify({ pid: 1, host: "elsewhere", began: "" }));
    await expect(lockRun(folder.path())).rejects.toThrow("process 1 on elsewhere");
  });

  it("leaves a lock alone that is another's by now", async () => {
    const lock = await lockRun(folder.path());
    const other = JSON.stringify({ pid: 1, host: "elsewhere", began: "" });
    await writeFile(lockFile(), other);
    await lock.release();
    expect(await readFile(lockFile(), "utf8")).toBe(other);
  });
});

it.runIf(process.platform === "linux")("takes the lock of a process that has ended but was not collected", async () => {
  // The shell's child ends at once, and the program that the shell turns into never asks for its end.
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 30"]);
  try {
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(String(line).trim());
    await writeFile(lockFile(), JSON.stringify({ pid, host: hostname(), began: await beganOf(pid) }));
    await (await lockRun(folder.path())).release();
  } finally {
    parent.kill("SIGKILL");
  }
});

async function beganOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
}
