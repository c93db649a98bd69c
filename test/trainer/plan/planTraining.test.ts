import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type PlannedWay,
  type PlanProgress,
  planRequestSchema,
  trainingPlanSchema,
} from "../../../src/protocol/training";
import type { PlanEvent, TrainingEvent } from "../../../src/protocol/trainingEvents";
import { trainingOptionsSchema } from "../../../src/trainer/options";
import { trainerRequestOf } from "../../../src/trainer/plan/chosen";
import { planTraining } from "../../../src/trainer/plan/planTraining";
import { train } from "../../../src/trainer/train";
import { writeExample } from "../../model/package/examplePackage";

const SMALL = {
  hidden: 8,
  embedding: 8,
  latent: 3,
  vocabulary: 300,
  batch: 16,
  engine: "eager",
  threads: 1,
  epochs: 1,
};
const { hidden: _, embedding: __, latent: ___, vocabulary: ____, ...OF_ANY_NETWORK } = SMALL;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-plan-"));
  await mkdir(join(folder, "text"));
  await writeText(400);
  await writeFile(join(folder, "text", "picture.png"), Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2));
});
afterEach(() => rm(folder, { recursive: true }));

async function writeText(count: number): Promise<void> {
  const names = ["Anna", "Peter", "Maria", "Thomas", "The doctor", "My neighbour", "The old man", "A child"];
  const lines = Array.from({ length: count }, (_, n) => {
    const place = ["school", "the market", "the river", "work", "the station"][n % 5];
    return `${names[n % 8]} walked to ${place} with ${n + 2} friends in the morning.`;
  });
  await writeFile(join(folder, "text", "notes.txt"), [...lines, ...lines.slice(0, 7)].join("\n"));
}

async function plan(chosen: object, more: object = {}, signal?: AbortSignal, onProgress?: (p: PlanProgress) => void) {
  const request = { sources: [join(folder, "text")], out: join(folder, "model"), chosen, ...more };
  return planTraining(planRequestSchema.parse(request), onProgress ?? (() => undefined), signal);
}

async function planEventOf(way: PlannedWay): Promise<PlanEvent | undefined> {
  const { options } = trainerRequestOf(way);
  const events: TrainingEvent[] = [];
  await train(trainingOptionsSchema.parse(options), (event) => events.push(event));
  return events.find((event) => event.event === "plan");
}

describe("a plan", () => {
  it("counts text and left-out text, measures a step, and is a round trip of its schema", async () => {
    const stages: string[] = [];
    const found = await plan(SMALL, {}, undefined, ({ stage }) => stages.push(stage));
    expect(found.text).toMatchObject({ files: 1, sentences: 400, estimated: false, formats: { plain: 1 } });
    expect(found.text.dropped).toMatchObject({ duplicates: 7 });
    expect(found.text.languages[0]).toMatchObject({ language: "en" });
    expect(found.text.skipped).toHaveLength(1);
    expect(found.text.skipped[0]?.examples[0]).toContain("picture.png");
    const [way] = found.ways;
    expect(way).toMatchObject({ way: "anew", sentences: 360, heldOut: 40, stepsPerEpoch: 22, steps: 22, tooLong: 0 });
    expect(way?.secondsPerStep).toBeGreaterThan(0);
    expect(way?.minutes).toBeGreaterThan((22 * (way?.secondsPerStep ?? 0)) / 60);
    expect(new Set(stages)).toEqual(new Set(["reading", "measuring"]));
    expect(found.remarks.map(({ kind }) => kind)).toContain("little");
    expect(trainingPlanSchema.parse(JSON.parse(JSON.stringify(found)))).toEqual(found);
  });

  it("is what runs: the trainer finds the sentences, tokens and steps that were planned", async () => {
    const found = await plan({ ...SMALL, prior: "gaussian" });
    const [way] = found.ways;
    if (way === undefined) throw new Error("no way");
    const ran = await planEventOf(way);
    const { sentences, heldOut, stepsPerEpoch, steps, vocabulary, weights, engine } = way;
    expect(ran).toMatchObject({ sentences, validationSentences: heldOut, stepsPerEpoch, steps, engine });
    // The vocabulary is learnt without what is held out.
    expect(Math.abs((ran?.vocabulary ?? 0) - vocabulary)).toBeLessThan(10);
    expect(Math.abs((ran?.tokens ?? 0) / way.tokens - 1)).toBeLessThan(0.05);
    expect(Math.abs((ran?.parameters ?? 0) / weights - 1)).toBeLessThan(0.05);
  });

  it("recommends to fine-tune a small text, with the base model's tokenizer, and tells the other way too", async () => {
    const base = join(folder, "base");
    await writeExample(base);
    const found = await plan(OF_ANY_NETWORK, { base });
    expect(found.ways.map(({ way }) => way)).toEqual(["fine-tune", "anew"]);
    expect(found.why).toMatch(/400 sentences are too few/);
    expect(found.base).toMatchObject({ language: "en", license: "CC-BY-4.0" });
    expect(found.ways[0]).toMatchObject({ vocabulary: 11, options: { from: base, hidden: 6 } });
    expect(found.ways[0]?.unknown).toBeGreaterThan(0.3);
    expect(found.ways[0]?.settings.find(({ name }) => name === "hidden")).toMatchObject({ value: 6, fixed: true });
    expect(found.ways[1]?.settings.find(({ name }) => name === "epochs")).toMatchObject({ value: 1 });
  });

  it("leaves fine-tuning out where options contradict the base model, and fails only for one who insists", async () => {
    const base = join(folder, "base");
    await writeExample(base);
    const found = await plan(SMALL, { base });
    expect(found.ways.map(({ way }) => way)).toEqual(["anew"]);
    expect(found.why).toMatch(/--hidden 8 goes against/);
    await expect(plan(SMALL, { base, ways: ["fine-tune"] })).rejects.toMatchObject({ code: "bad-call" });
  });

  it("says that there is too little text, and what to do", async () => {
    await writeText(50);
    const found = await plan(SMALL);
    expect(found.remarks[0]).toMatchObject({ kind: "too-little", severity: "warning" });
    await writeText(1);
    const none = await plan(SMALL);
    expect(none.ways).toEqual([]);
    expect(none.remarks[0]?.kind).toBe("too-little");
  });

  it("can be cancelled, and refuses options that cannot be", async () => {
    const controller = new AbortController();
    const cancelled = plan(SMALL, {}, controller.signal, () => controller.abort());
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    await expect(plan({ hidden: "wide" })).rejects.toMatchObject({ code: "bad-call", where: "--hidden" });
    await expect(plan({ hiden: 3 })).rejects.toMatchObject({ code: "bad-call" });
  });
});
