import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import { TrainingController } from "../../../src/host/panels/trainingController";
import { trainingSession } from "../../../src/host/training/ports";
import type { TrainingState } from "../../../src/protocol/trainingPanel";
import { DONE, epoch, plan, sample, step } from "../training/events";
import { FakeTraining, planOf } from "./trainingFakes";

const RUN = "/models/notes.run";
let services: FakeTraining;
let shown: TrainingState[];
let panel: TrainingController;

beforeEach(() => {
  vi.useFakeTimers();
  services = new FakeTraining();
  shown = [];
  panel = new TrainingController(services);
  panel.attach((state) => shown.push(state));
});

afterEach(() => {
  panel.dispose();
  vi.useRealTimers();
});

/** Long enough for a look at the folder and a telling. */
const soon = () => vi.advanceTimersByTimeAsync(1500);

async function begun(): Promise<void> {
  await panel.prepare("/text/notes");
  await panel.start();
  services.tell(RUN, { event: "started", pid: 1, resumed: false }, plan(), step(1));
  await soon();
}

describe("the plan", () => {
  it("is shown with its progress, then with the recommended way chosen and a name", async () => {
    const state = await panel.prepare("/text/notes");
    expect(shown.some(({ planning }) => planning?.files === 3)).toBe(true);
    expect(state).toMatchObject({ source: "/text/notes", choice: { way: "fine-tune", name: "notes" }, planAge: "new" });
    expect(state.plan).toEqual(planOf());
    expect(state.planning).toBeUndefined();
    expect(services.requests).toEqual([
      { sources: ["/text/notes"], out: "/models/notes", chosen: { exclude: ["**/.git"] }, base: "/bundled/english" },
    ]);
  });

  it("can be cancelled, and made again", async () => {
    services.planning = (_, signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(new HomotopyError("cancelled", "Stopped", "plan", "again"))),
      );
    const planning = panel.prepare("/text/notes");
    await vi.advanceTimersByTimeAsync(0);
    const state = await panel.cancelPlan();
    await planning;
    expect(state).toMatchObject({ source: "/text/notes" });
    expect([state.planning, state.plan, state.problem]).toEqual([undefined, undefined, undefined]);
    services.planning = async () => planOf();
    expect((await panel.planAgain()).plan).toBeDefined();
  });

  it("is made again with what was changed; the way that was chosen stays", async () => {
    const { choice } = await panel.prepare("/text/notes");
    const changed = { ...choice, way: "anew", settings: { epochs: 3, preset: "base" } } as const;
    expect((await panel.choose(changed)).planAge).toBe("void");
    const state = await panel.planAgain();
    expect(services.requests.at(-1)).toMatchObject({ preset: "base", chosen: { epochs: 3 } });
    expect(state).toMatchObject({ choice: changed, planAge: "new" });
  });

  it("tells a problem in words", async () => {
    services.planning = async () => {
      throw new HomotopyError("bad-input", "There is no text", "/text/notes", "choose another folder");
    };
    expect((await panel.prepare("/text/notes")).problem).toBe("There is no text (/text/notes). Choose another folder.");
  });

  it("is refused in a workspace that is not trusted, without reading a file", async () => {
    services.isTrusted = false;
    expect((await panel.prepare("/text/notes")).problem).toContain("Not trusted");
    expect(services.requests).toEqual([]);
  });
});

describe("the start", () => {
  it("takes the chosen way with the changes that need no other plan, and remembers the run", async () => {
    const { choice } = await panel.prepare("/text/notes");
    await panel.choose({ ...choice, settings: { maxMinutes: 0.5 } });
    const state = await panel.start();
    expect(services.calls).toEqual([["start", "fine-tune", { maxMinutes: 0.5, out: "/models/notes", name: "notes" }]]);
    expect(state).toMatchObject({ run: { directory: RUN, name: "notes" }, isStarting: false });
    expect(services.saved.at(-1)).toEqual({ source: "/text/notes", directory: RUN });
  });

  it("needs a plan of the text and network that were chosen", async () => {
    const { choice } = await panel.prepare("/text/notes");
    await panel.choose({ ...choice, settings: { preset: "base" } });
    expect((await panel.start()).problem).toContain("Plan again");
    expect(services.calls).toEqual([]);
  });

  it("says when the name is taken, or another process trains there", async () => {
    const { choice } = await panel.prepare("/text/notes");
    services.taken.add("notes");
    expect((await panel.start()).problem).toBe("There is a notes. Give another name.");
    await panel.choose({ ...choice, name: "other" });
    services.starting = () => {
      throw new HomotopyError("bad-call", "A run is under way in this folder", "/models/other.run", "wait for it");
    };
    expect((await panel.start()).problem).toContain("A run is under way");
    expect((await panel.ready()).plan).toBeDefined();
  });
});

describe("a run", () => {
  it("is shown and mirrored as it goes on, a few times a second at most", async () => {
    await begun();
    expect(shown.at(-1)?.run).toMatchObject({ phase: "running", step: { step: 1 }, plan: { sentences: 900 } });
    const before = shown.length;
    for (let number = 2; number <= 50; number++) services.tell(RUN, step(number));
    await vi.advanceTimersByTimeAsync(400);
    expect(shown.length - before).toBeLessThanOrEqual(2);
    expect(shown.at(-1)?.run?.training.steps).toHaveLength(50);
    expect(services.mirrored.at(-1)?.step?.step).toBe(50);
  });

  it("is paused and goes on, and says what it was asked until then", async () => {
    await begun();
    expect((await panel.ask("pause")).run).toMatchObject({ phase: "running", wish: "pause" });
    services.tell(RUN, { event: "paused" });
    await soon();
    expect(shown.at(-1)?.run).toMatchObject({ phase: "paused" });
    expect(shown.at(-1)?.run?.wish).toBeUndefined();
    await panel.ask("go");
    services.tell(RUN, { event: "resumed" });
    await soon();
    expect(shown.at(-1)?.run?.phase).toBe("running");
    expect(services.calls.slice(1)).toEqual([
      ["ask", RUN, "pause"],
      ["ask", RUN, "go"],
    ]);
  });

  it("is kept or discarded once the person has confirmed", async () => {
    await begun();
    services.confirms = false;
    await panel.ask("discard");
    expect(services.calls.at(-1)).toEqual(["confirm", "discard"]);
    services.confirms = true;
    await panel.ask("discard");
    expect(services.calls.at(-1)).toEqual(["ask", RUN, "discard"]);
    services.folders.delete(RUN);
    await soon();
    expect(shown.at(-1)?.run).toBeUndefined();
    expect(services.mirrored.at(-1)).toBeUndefined();
    expect(services.saved.at(-1)).toEqual({ source: "/text/notes" });
  });

  it("that was killed stands still, and can be resumed or discarded", async () => {
    await begun();
    services.stands(RUN, { isOwned: false });
    await soon();
    expect(shown.at(-1)?.run).toMatchObject({ phase: "stopped", resumable: true });
    expect((await panel.resume()).run?.directory).toBe(RUN);
    await soon();
    expect(shown.at(-1)?.run?.phase).toBe("running");
    services.stands(RUN, { isOwned: false });
    await soon();
    expect((await panel.discard()).run).toBeUndefined();
    expect(services.calls.slice(-2)).toEqual([
      ["confirm", "discard"],
      ["discard", RUN],
    ]);
  });

  it("that has ended well brings its model, which can be explored with a sentence of its own text", async () => {
    await begun();
    services.tell(RUN, epoch(1), sample(1), DONE);
    services.stands(RUN, { isOwned: false, isFinished: true, resumable: false });
    await soon();
    expect(shown.at(-1)?.run).toMatchObject({ phase: "finished", done: { bound: 50 } });
    expect(services.calls.at(-1)).toEqual(["finished"]);
    await panel.explore();
    await panel.showCard();
    await panel.exportModel();
    await panel.copyRecipe();
    expect(services.calls.slice(-3)).toEqual([
      ["explore", RUN, "She opened the door."],
      ["showCard", RUN],
      ["exportModel", RUN],
    ]);
    expect(services.copied).toEqual(["/text/notes notes"]);
    await panel.open();
    expect(services.mirrored.at(-1)).toBeUndefined();
  });
});

describe("another window", () => {
  it("takes the run up, under way or not", async () => {
    await begun();
    const again = new TrainingController(services);
    await again.restore(trainingSession.parse(services.saved.at(-1)));
    services.tell(RUN, { event: "started", pid: 1, resumed: false }, plan(), step(1));
    await soon();
    expect(again.run).toMatchObject({ directory: RUN, phase: "running", step: { step: 1 } });
    again.dispose();
  });

  it("that knows of nothing shows the run that is under way when it is asked for the panel", async () => {
    services.stands("/models/old.run", { isOwned: false });
    services.stands("/models/young.run");
    await panel.open();
    expect(panel.run?.directory).toBe("/models/young.run");
  });

  it("plans the text again when its run is gone", async () => {
    await panel.restore({ source: "/text/notes", directory: "/models/gone.run" });
    expect((await panel.ready()).plan).toBeDefined();
  });

  it("lists the other runs and shows one, but none that is not there", async () => {
    services.stands("/models/old.run", { isOwned: false });
    await panel.prepare("/text/notes");
    expect((await panel.ready()).others).toEqual([{ directory: "/models/old.run", name: "old", phase: "stopped" }]);
    expect((await panel.showRun("/elsewhere.run")).run).toBeUndefined();
    const state = await panel.showRun("/models/old.run");
    expect(state).toMatchObject({ run: { name: "old" }, others: [] });
    expect(state.plan).toBeUndefined();
  });
});

it("stops planning when the page is closed; a run goes on", async () => {
  await begun();
  panel.detach();
  services.tell(RUN, step(9));
  await soon();
  expect(services.mirrored.at(-1)?.step?.step).toBe(9);
});

it("has nothing to ask of a run that there is not", async () => {
  await expect(panel.ask("pause")).rejects.toMatchObject({ code: "bad-input" });
  await expect(panel.explore()).rejects.toMatchObject({ code: "bad-input" });
});
