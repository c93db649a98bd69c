/** What a run has told, event by event, as the training panel draws it. */
import type { EpochEvent, PlanEvent, SampleEvent, StepEvent, TrainingEvent } from "../../protocol/trainingEvents";
import type { RunPhase, RunView } from "../../protocol/trainingPanel";
import { averaged, curvesOf } from "./curves";

/** Points of a curve: as many as a panel has pixels for. */
const MOST_POINTS = 400;
const MOST_SAMPLES = 12;
const MOST_NOTICES = 4;

export type Digest = Omit<RunView, "directory" | "name" | "phase" | "resumable" | "wish">;

export class RunDigest {
  #steps: StepEvent[] = [];
  #epochs: EpochEvent[] = [];
  #samples: SampleEvent[] = [];
  #notices: string[] = [];
  #plan: PlanEvent | undefined;
  #end: Pick<Digest, "done" | "error"> = {};
  #phase: RunPhase | undefined;
  #finishing = false;

  /** What the run's own words say of it; whether its process still lives they cannot say. */
  get phase(): RunPhase | undefined {
    return this.#phase;
  }

  add(event: TrainingEvent): void {
    switch (event.event) {
      case "started":
        if (!event.resumed) this.#forget();
        this.#finishing = false;
        this.#turn("running");
        break;
      case "plan":
        this.#plan = event;
        this.#dropAfter(event.resumedAt ?? 0);
        break;
      case "step":
        this.#steps.push(event);
        break;
      case "epoch":
        this.#epochs.push(event);
        break;
      case "sample":
        this.#samples.push(event);
        break;
      case "notice":
        this.#notices = [...this.#notices, event.message].slice(-MOST_NOTICES);
        break;
      case "paused":
        this.#turn("paused");
        break;
      case "resumed":
        this.#turn("running");
        break;
      case "finishing":
        this.#finishing = true;
        break;
      case "stopped":
        this.#turn("stopped");
        break;
      case "done":
        this.#turn("finished", { done: event });
        break;
      case "error":
        this.#turn("failed", { error: event.message });
        break;
    }
  }

  view(): Digest {
    const step = this.#steps.at(-1);
    const epoch = this.#epochs.at(-1);
    const { collapse } = this.#end.done ?? epoch ?? { collapse: undefined };
    return {
      ...(this.#plan && { plan: this.#plan }),
      ...(step && { step }),
      ...(epoch && { epoch }),
      ...(collapse && collapse.verdict !== "healthy" && { collapse }),
      ...(this.#finishing && { finishing: true as const }),
      training: averaged(curvesOf(this.#steps), MOST_POINTS),
      validation: averaged(curvesOf(this.#epochs), MOST_POINTS),
      samples: spread(this.#samples, MOST_SAMPLES),
      notices: this.#notices,
      ...this.#end,
    };
  }

  #turn(phase: RunPhase, end: Pick<Digest, "done" | "error"> = {}): void {
    this.#phase = phase;
    this.#end = end;
  }

  #forget(): void {
    this.#steps = [];
    this.#epochs = [];
    this.#samples = [];
    this.#notices = [];
    this.#plan = undefined;
  }

  /** A session that goes on from a checkpoint takes later steps again. */
  #dropAfter(step: number): void {
    this.#steps = this.#steps.filter((event) => event.step <= step);
    this.#epochs = this.#epochs.filter((event) => event.step <= step);
    const last = this.#epochs.at(-1)?.epoch ?? 0;
    this.#samples = this.#samples.filter(({ epoch }) => epoch <= last);
  }
}

/** At most `most` of the items, evenly spread, the first and the last among them. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]);
}
