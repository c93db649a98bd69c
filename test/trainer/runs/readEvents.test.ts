import { appendFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { parseTrainingEvent, type TrainingEvent } from "../../../src/protocol/trainingEvents";
import { eventsFile, runDirectory } from "../../../src/trainer/runs/files";
import { followEvents, readEvents } from "../../../src/trainer/runs/readEvents";
import { temporaryFolder } from "../corpus/temporaryFolder";
import { until } from "./smallRun";

const folder = temporaryFolder();
const directory = (): string => runDirectory(folder.path("model"));
const following: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of following.splice(0)) await end();
});

function notice(message: string): TrainingEvent {
  return { event: "notice", message };
}

function lines(...messages: readonly string[]): string {
  return messages.map((message) => `${JSON.stringify(notice(message))}\n`).join("");
}

/** What a follower has told so far, and where it stands. */
function follow(from = 0) {
  const told: string[] = [];
  const place = { next: from };
  const controller = new AbortController();
  const ended = followEvents(
    directory(),
    from,
    (event, next) => {
      told.push(event.event === "notice" ? event.message : event.event);
      place.next = next;
    },
    controller.signal,
  );
  following.push(async () => {
    controller.abort();
    await ended;
  });
  return { told, place };
}

async function log(text: string): Promise<void> {
  await mkdir(directory(), { recursive: true });
  await appendFile(eventsFile(directory()), text);
}

describe("readEvents", () => {
  it("leaves out what is torn or unknown, and is content with no log", async () => {
    expect(await readEvents(directory())).toEqual([]);
    await log(`${lines("one")}{"event":"notice","mess\n\n{"event":"dance"}\nnull\n${lines("zwei €")}{"event":"noti`);
    expect(await readEvents(directory())).toEqual([notice("one"), notice("zwei €")]);
  });

  it("reads a log of any size whole", async () => {
    const messages = Array.from({ length: 3000 }, (_, n) => `${n} ${"ü".repeat(n % 97)}`);
    await log(lines(...messages));
    expect(await readEvents(directory())).toEqual(messages.map(notice));
  });
});

describe("followEvents", () => {
  it("waits for the folder, and tells a line when it is whole", async () => {
    const { told } = follow();
    await log(lines("one"));
    await until(() => told.length === 1);
    const [half, rest] = [lines("two").slice(0, 12), lines("two").slice(12)];
    await log(half);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(told).toEqual(["one"]);
    await log(`${rest}${lines("three")}`);
    await until(() => told.length === 3);
    expect(told).toEqual(["one", "two", "three"]);
  });

  it("goes on where another follower was", async () => {
    await log(lines("one", "two"));
    const first = follow();
    await until(() => first.told.length === 2);
    await log(lines("three"));
    const second = follow(first.place.next);
    await until(() => second.told.length === 1);
    expect(second.told).toEqual(["three"]);
  });

  it("tells a log that begins anew from its beginning, also in a folder that was made anew", async () => {
    await log(lines("a long first line", "two"));
    const { told } = follow();
    await until(() => told.length === 2);
    await writeFile(eventsFile(directory()), lines("anew"));
    await until(() => told.length === 3);
    await rm(directory(), { recursive: true });
    await log(lines("and anew, with more than there was before, so that only the file tells", "more", "and more"));
    await until(() => told.length === 6);
    expect(told.slice(2)).toEqual(["anew", expect.stringMatching(/^and anew/), "more", "and more"]);
  });

  it("notices another log of the same length", async () => {
    await log(lines("one"));
    const { told } = follow();
    await until(() => told.length === 1);
    const other = path.join(folder.path(), "other");
    await writeFile(other, lines("two"));
    await rename(other, eventsFile(directory()));
    await until(() => told.length === 2);
    expect(told).toEqual(["one", "two"]);
  });

  it("ends at once when it is told to", async () => {
    await expect(followEvents(directory(), 0, () => undefined, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe("parseTrainingEvent", () => {
  it("takes any text", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => parseTrainingEvent(text) === undefined));
  });

  it("gives back what was written, and nothing of a number that is none", () => {
    const event: TrainingEvent = { event: "sample", epoch: 1, reconstructions: [], samples: ["a"] };
    expect(parseTrainingEvent(JSON.stringify(event))).toEqual(event);
    expect(parseTrainingEvent(JSON.stringify({ ...event, epoch: Number.NaN }))).toBeUndefined();
  });
});
