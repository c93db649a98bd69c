/** Services of the training panel without a trainer: plans from a table, runs whose folders and logs a test writes. */
import { HomotopyError } from "../../../src/core/errors";
import type { TrainingServices, TrainingSession } from "../../../src/host/training/ports";
import type { RunTraces } from "../../../src/host/training/runWatch";
import type { PlannedWay, PlanProgress, PlanRequest, TrainingPlan, TrainingWay } from "../../../src/protocol/training";
import type { TrainingEvent } from "../../../src/protocol/trainingEvents";
import type { RunView } from "../../../src/protocol/trainingPanel";

export function planned(way: TrainingWay): PlannedWay {
  return {
    way,
    options: { epochs: 10, preset: "small" },
    asked: [],
    settings: [
      { name: "epochs", value: 10, least: 1, most: 1000 },
      { name: "maxMinutes", least: 0.1, most: 1000 },
      { name: "preset", value: "small", choices: ["small", "base"] },
      { name: "hidden", value: 256, whole: true, ...(way === "fine-tune" && { fixed: true as const }) },
    ],
    sentences: 4000,
    heldOut: 200,
    tooLong: 12,
    tokens: 60_000,
    vocabulary: 8000,
    unknown: 0.001,
    weights: 3_400_000,
    epochs: 10,
    stepsPerEpoch: 125,
    steps: 1250,
    engine: "compiled on cpu, 2 threads",
    secondsPerStep: 0.12,
    minutes: 2.6,
    megabytes: { memory: 300, package: 20, run: 60 },
  };
}

export function planOf(change: Partial<TrainingPlan> = {}): TrainingPlan {
  return {
    out: "/models/notes",
    text: {
      files: 12,
      bytes: 900_000,
      estimated: false,
      sentences: 4212,
      formats: { markdown: 10, plain: 2 },
      languages: [
        { language: "en", share: 0.96 },
        { language: "de", share: 0.04 },
      ],
      otherLanguages: 0.04,
      skipped: [{ reason: "binary", count: 7, examples: ["images/a.png", "images/b.png"] }],
      dropped: { duplicates: 31 },
    },
    base: { directory: "/bundled/english", model: "english@0123456789abcdef", language: "en", license: "CC0-1.0" },
    ways: [planned("fine-tune"), planned("anew")],
    why: "Fewer than 20,000 sentences: a model from nothing would be poor.",
    remarks: [],
    ...change,
  };
}

export class FakeTraining implements TrainingServices {
  readonly calls: (readonly unknown[])[] = [];
  readonly requests: PlanRequest[] = [];
  readonly saved: TrainingSession[] = [];
  readonly mirrored: (RunView | undefined)[] = [];
  readonly copied: string[] = [];
  readonly folders = new Map<string, RunTraces>();
  readonly followers = new Map<string, (event: TrainingEvent) => void>();
  isTrusted = true;
  confirms = true;
  taken = new Set<string>();
  planning: (request: PlanRequest, signal: AbortSignal) => Promise<TrainingPlan> = async () => planOf();
  starting: () => void = () => undefined;

  /** A process trains in the folder, or none does. */
  stands(directory: string, traces: Partial<RunTraces> = {}): void {
    this.folders.set(directory, { isOwned: true, isFinished: false, resumable: true, ...traces });
  }

  tell(directory: string, ...events: readonly TrainingEvent[]): void {
    for (const event of events) this.followers.get(directory)?.(event);
  }

  async look(directory: string) {
    return this.folders.get(directory);
  }

  async follow(directory: string, onEvent: (event: TrainingEvent) => void, signal: AbortSignal): Promise<void> {
    this.followers.set(directory, onEvent);
    signal.addEventListener("abort", () => this.followers.delete(directory));
  }

  async plan(request: PlanRequest, onProgress: (progress: PlanProgress) => void, signal: AbortSignal) {
    this.requests.push(request);
    onProgress({ stage: "reading", files: 3, bytes: 1000, sentences: 20 });
    return this.planning(request, signal);
  }

  async start(way: PlannedWay, changes: object): Promise<string> {
    this.starting();
    this.calls.push(["start", way.way, changes]);
    const directory = `${String(Reflect.get(changes, "out"))}.run`;
    this.stands(directory);
    return directory;
  }

  async resume(directory: string): Promise<void> {
    this.calls.push(["resume", directory]);
    this.stands(directory);
  }

  async ask(directory: string, wish: string): Promise<void> {
    this.calls.push(["ask", directory, wish]);
  }

  async discard(directory: string): Promise<void> {
    this.calls.push(["discard", directory]);
    this.folders.delete(directory);
  }

  async runs() {
    return [...this.folders].flatMap(([directory, { isOwned, isFinished }]) =>
      isFinished
        ? []
        : [{ directory, name: this.nameOf(directory), phase: isOwned ? ("running" as const) : ("stopped" as const) }],
    );
  }

  excluded(): readonly string[] {
    return ["**/.git"];
  }

  async base() {
    return "/bundled/english";
  }

  requireTrust(): void {
    if (!this.isTrusted) throw new HomotopyError("unavailable", "Not trusted", "workspace", "trust it");
  }

  async nameFor(source: string): Promise<string> {
    return source.split("/").at(-1) ?? "";
  }

  async outFor(name: string): Promise<string> {
    if (this.taken.has(name)) throw new HomotopyError("bad-input", `There is a ${name}`, "name", "give another name");
    return `/models/${name}`;
  }

  nameOf(directory: string): string {
    return directory.replace(/^.*\/|\.run$/g, "");
  }

  async confirm(wish: string): Promise<boolean> {
    this.calls.push(["confirm", wish]);
    return this.confirms;
  }

  async chooseFolder(): Promise<void> {
    this.calls.push(["chooseFolder"]);
  }

  async explore(directory: string, sentence: string | undefined): Promise<void> {
    this.calls.push(["explore", directory, sentence]);
  }

  async showCard(directory: string): Promise<void> {
    this.calls.push(["showCard", directory]);
  }

  async exportModel(directory: string): Promise<void> {
    this.calls.push(["exportModel", directory]);
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  recipe(source: string | undefined, { name }: RunView): string {
    return `${source} ${name}`;
  }

  showLog(directory: string | undefined): void {
    this.calls.push(["showLog", directory]);
  }

  save(session: TrainingSession): void {
    this.saved.push(JSON.parse(JSON.stringify(session)));
  }

  mirror(run: RunView | undefined): void {
    this.mirrored.push(run);
  }

  finished(): void {
    this.calls.push(["finished"]);
  }
}
