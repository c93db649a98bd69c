/** Names, powers, tasks and settings: the small parts of training. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import manifest from "../../../package.json";
import { trainCommand } from "../../../src/cli/commands/train";
import type { Terminal } from "../../../src/cli/terminal";
import { changesTo, chosenOptions, planAge } from "../../../src/host/training/chosenSettings";
import { onBattery, shareOfMachine } from "../../../src/host/training/power";
import { folderOf, freeName, lookAtRun, openRuns } from "../../../src/host/training/runs";
import { trainArguments } from "../../../src/host/training/taskArguments";
import { lockRun } from "../../../src/trainer/runs/lock";
import { planned } from "../panels/trainingFakes";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-training-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("runs in a folder", () => {
  const run = async (name: string, ...files: string[]) => {
    await mkdir(join(folder, name), { recursive: true });
    for (const file of files) await writeFile(join(folder, name, file), "");
  };

  it("stand by their files: under way, to be taken up, finished", async () => {
    await run("a.run", "recipe.json", "checkpoint.safetensors");
    await run("b.run", "recipe.json", "finished");
    await run("c.run", "recipe.json");
    await run("no.run");
    const lock = await lockRun(join(folder, "c.run"));
    expect(await openRuns(folder)).toMatchObject([
      { name: "a", phase: "stopped" },
      { name: "c", phase: "running" },
    ]);
    await lock.release();
    expect(await lookAtRun(join(folder, "a.run"))).toEqual({ isOwned: false, isFinished: false, resumable: true });
    expect(await lookAtRun(join(folder, "no.run"))).toBeUndefined();
    expect(await openRuns(join(folder, "absent"))).toEqual([]);
  });

  it("take names that no package and no run has", async () => {
    expect(await freeName(folder, "My notes!")).toBe("My-notes");
    await run("My-notes", "homotopy.json");
    await run("My-notes-2.run", "recipe.json");
    expect(await freeName(folder, "My notes!")).toBe("My-notes-3");
    expect(await freeName(folder, "..")).toBe("model");
    expect(folderOf(folder, "../../etc/passwd")).toBe(join(folder, "etc-passwd"));
  });
});

describe("the share of the machine", () => {
  const of = (priority: "auto" | "low" | "normal", threads: number, battery: boolean) =>
    shareOfMachine({ priority, threads }, async () => battery);

  it("is low on battery, and as the person says otherwise", async () => {
    expect(await of("auto", 0, true)).toEqual({ priority: "low" });
    expect(await of("auto", 0, false)).toEqual({ priority: "normal" });
    expect(await of("normal", 3, true)).toEqual({ priority: "normal", threads: 3 });
    expect(await of("low", 0, false)).toEqual({ priority: "low" });
  });

  it("is known from what Linux says of its batteries", async () => {
    await mkdir(join(folder, "AC"));
    await mkdir(join(folder, "BAT0"));
    await writeFile(join(folder, "BAT0", "status"), "Charging\n");
    expect(await onBattery("linux", folder)).toBe(false);
    await writeFile(join(folder, "BAT0", "status"), "Discharging\n");
    expect(await onBattery("linux", folder)).toBe(true);
    expect(await onBattery("linux", join(folder, "absent"))).toBe(false);
  });
});

describe("a task", () => {
  it("is the command line's train", () => {
    const definition = { type: "homotopy", sources: ["notes", "a.txt"], out: "m", maxMinutes: 5, fineTune: true };
    expect(trainArguments(definition, "/models/english")).toEqual([
      ...["train", "notes", "a.txt", "--from", "/models/english", "--out", "m", "--max-minutes", "5"],
    ]);
    const other = {
      type: "homotopy",
      sources: ["t"],
      out: "m",
      fineTune: "mine",
      resume: true,
      tied: false,
      exclude: ["a", "b"],
    };
    expect(trainArguments(other, "/models/english")).toEqual([
      ...["train", "t", "--from", "mine", "--out", "m", "--resume", "--no-tied", "--exclude", "a", "--exclude", "b"],
    ]);
    expect(trainArguments({ type: "homotopy", fineTune: false, resume: false }, "/models/english")).toEqual(["train"]);
  });

  it("has no property that the command line does not know", () => {
    const terminal: Terminal = { print: () => undefined, warn: () => undefined, progress: () => undefined };
    const flags = trainCommand(terminal).options.map(({ long }) => long);
    const { properties } = manifest.contributes.taskDefinitions[0];
    const names = Object.keys(properties).filter((name) => name !== "sources");
    for (const name of names) {
      const [, flag] = trainArguments({ [name]: name === "fineTune" ? true : "x" }, "/models/english");
      expect(flags, name).toContain(flag);
    }
  });
});

describe("settings beside the plan", () => {
  it("are options for a plan, globs split and joined with what VS Code hides", () => {
    const settings = { preset: "base", include: "**/*.md, notes/**", exclude: "old/**,", epochs: 3 };
    expect(chosenOptions(settings, ["**/.git"])).toEqual({
      ...{ include: ["**/*.md", "notes/**"], exclude: ["**/.git", "old/**"], epochs: 3 },
    });
    expect(chosenOptions({}, [])).toEqual({ exclude: [] });
  });

  it("change a planned run, but not its text nor what the base model decides", () => {
    const way = { ...planned("fine-tune"), settings: [{ name: "hidden", value: 256, fixed: true as const }] };
    expect(changesTo(way, { epochs: 3, hidden: 99, include: "*.md", preset: "base" })).toEqual({ epochs: 3 });
  });

  it("make a plan old, or void", () => {
    expect(planAge({ epochs: 3 }, { epochs: 3 })).toBe("new");
    expect(planAge({}, { epochs: 3 })).toBe("stale");
    expect(planAge({ epochs: 3 }, {})).toBe("void");
    expect(planAge({}, { exclude: "a/**" })).toBe("void");
    expect(planAge({}, { preset: "base" })).toBe("void");
  });
});
