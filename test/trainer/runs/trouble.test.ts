/** What can happen to a run's folder while it trains: each has a clear message, and leaves what there was. */

import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { disk, type Storage } from "../../../src/model/package/storage";
import { eventsFile } from "../../../src/trainer/runs/files";
import { readEvents } from "../../../src/trainer/runs/readEvents";
import { effective, runStatus } from "../../../src/trainer/runs/status";
import { systemError } from "../../model/package/folders";
import { temporaryFolder } from "../corpus/temporaryFolder";
import { begin, kinds, once, smallRun, TEXT, until, weightsOf } from "./smallRun";

const folder = temporaryFolder();
const small = () => smallRun(folder.path());
const long = () => smallRun(folder.path(), { epochs: 1000 });

beforeEach(() => folder.write({ "text.txt": TEXT }));

/** A disk that is full for files of some names. */
function fullFor(name: RegExp): Storage {
  return {
    ...disk,
    create: async (file) => {
      const sink = await disk.create(file);
      const write = name.test(path.basename(file)) ? () => Promise.reject(systemError("ENOSPC", "write")) : sink.write;
      return { ...sink, write };
    },
  };
}

/** Does something once, at the first step. */
function atFirstStep(work: () => unknown) {
  let done = false;
  return ({ event }: { readonly event: string }): void => {
    if (event !== "step" || done) return;
    done = true;
    work();
  };
}

describe("a full disk", () => {
  it("ends the run at its checkpoint; with space again it goes on from the one before", async () => {
    const whole = smallRun(folder.path(), { out: folder.path("whole") });
    await begin(whole).done;
    const saves = { count: 0 };
    const storage: Storage = {
      ...disk,
      create: (file) => {
        if (file.includes("checkpoint")) saves.count++;
        return (saves.count > 3 ? fullFor(/^checkpoint/) : disk).create(file);
      },
    };
    const run = begin(small(), { storage, checkpointSeconds: 1 });
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: "The disk is full" });
    expect(await runStatus(run.directory)).toMatchObject({
      state: "failed",
      resumable: true,
      last: { error: { message: expect.stringMatching(/^The disk is full \(.*checkpoint.*\): free some space/) } },
    });
    await begin({ ...small(), resume: true }).done;
    expect(await weightsOf(small())).toEqual(await weightsOf(whole));
  });

  it("at the export leaves the older model and the run, which needs no more than the export", async () => {
    await begin(small()).done;
    const before = await weightsOf(small());
    const other = { ...small(), seed: 2 };
    const run = begin(other, { storage: fullFor(/^decoder/) });
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: "The disk is full" });
    expect(await weightsOf(small())).toEqual(before);
    const again = begin({ ...other, resume: true });
    expect((await again.done).reason).toBe("finished");
    expect(kinds(again.events)).not.toContain("step");
    expect(await weightsOf(small())).not.toEqual(before);
  });

  it.skipIf(!existsSync("/dev/full"))("for the event log alone ends the run, which can go on", async () => {
    const log = eventsFile(folder.path("model.run"));
    const run = begin(
      small(),
      { checkpointSeconds: 1 },
      atFirstStep(async () => {
        await rm(log, { force: true });
        await symlink("/dev/full", log);
      }),
    );
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: "The disk is full" });
    await rm(log);
    expect((await begin({ ...small(), resume: true }).done).reason).toBe("finished");
  });
});

describe("a folder that cannot be written", () => {
  it("is told before any work", async () => {
    const storage: Storage = { ...disk, makeFolder: () => Promise.reject(systemError("EROFS", "mkdir")) };
    const run = begin(small(), { storage });
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: "The disk is read-only" });
    expect(run.events).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")("is told where the file system takes nothing", async () => {
    const run = begin(smallRun(folder.path(), { out: "/proc/homotopy/model" }));
    await expect(run.done).rejects.toMatchObject({ code: "disk", where: "/proc/homotopy/model.run" });
  });
});

describe("a run folder that is removed meanwhile", () => {
  it("ends the run, and leaves the installed model", async () => {
    await begin(small()).done;
    const before = await weightsOf(small());
    let removal: Promise<void> | undefined;
    const remove = () => {
      removal = rm(folder.path("model.run"), { recursive: true, force: true, maxRetries: 5 });
    };
    const run = begin({ ...long(), seed: 2 }, {}, atFirstStep(remove));
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: expect.stringContaining("was removed") });
    await removal;
    expect(await weightsOf(small())).toEqual(before);
    expect(await readdir(folder.path())).toEqual(["model", "text.txt"]);
  });

  it("ends a run that is paused", async () => {
    const run = begin(long(), {}, atFirstStep(once(folder.path("model.run"), "pause")));
    await until(() => kinds(run.events).includes("paused"));
    await rm(run.directory, { recursive: true });
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: expect.stringContaining("was removed") });
  });

  it("and begun anew by another process, is that one's alone", async () => {
    const moved = folder.path("moved");
    const run = begin(
      long(),
      { checkpointSeconds: 1 },
      atFirstStep(() => rename(folder.path("model.run"), moved)),
    );
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: expect.stringContaining("taken over") });
    expect((await begin(small()).done).reason).toBe("finished");
    expect(kinds(await readEvents(folder.path("model.run"))).filter((kind) => kind === "started")).toHaveLength(1);
  });

  it("with the folder above it, says so too", async () => {
    await folder.write({ "deep/.keep": "" });
    const deep = { ...long(), out: folder.path("deep", "model") };
    const run = begin(
      deep,
      {},
      atFirstStep(() => rename(folder.path("deep"), folder.path("elsewhere"))),
    );
    await expect(run.done).rejects.toMatchObject({ code: "disk", what: expect.stringContaining("was removed") });
  });
});

describe("the event log", () => {
  it("goes on after a line that a crash has torn", async () => {
    const stop = new AbortController();
    const first = begin(
      small(),
      { signal: stop.signal },
      atFirstStep(() => stop.abort()),
    );
    await expect(first.done).rejects.toMatchObject({ code: "cancelled" });
    await appendFile(eventsFile(first.directory), '{"event":"step","st');
    const second = begin({ ...small(), resume: true });
    await second.done;
    const events = await readEvents(first.directory);
    expect(events).toEqual([...first.events, ...second.events]);
    const steps = effective(events).flatMap((event) => (event.event === "step" ? [event.step] : []));
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it("that cannot be written ends the run", async () => {
    const log = eventsFile(folder.path("model.run"));
    const replace = async () => {
      await rm(log);
      await mkdir(log);
    };
    await expect(begin(long(), {}, atFirstStep(replace)).done).rejects.toMatchObject({ code: "disk" });
  });
});

it("does not mind a wall clock that jumps", async () => {
  let now = Date.UTC(2026, 0);
  const jump = vi.spyOn(Date, "now").mockImplementation(() => {
    now = -now;
    return now;
  });
  try {
    const done = await begin(smallRun(folder.path(), { maxMinutes: 30 }), { now: () => performance.now() }).done;
    expect(done.reason).toBe("finished");
    expect(done.minutes).toBeGreaterThan(0);
    expect(done.minutes).toBeLessThan(30);
    expect(jump).toBeDefined();
  } finally {
    jump.mockRestore();
  }
  expect(JSON.parse(await readFile(path.join(small().out, "homotopy.json"), "utf8")).training.hours).toBeLessThan(1);
});
