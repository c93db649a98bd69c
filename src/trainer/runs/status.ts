/** Where a run stands, from its folder alone: for a window that comes back, and for the command line. */
import { disk } from "../../model/package/storage";
import type { TrainingEvent } from "../../protocol/trainingEvents";
import { checkpointFile, finishedFile, recipeFile } from "./files";
import { runOwner } from "./lock";
import type { Owner } from "./owner";
import { readEvents } from "./readEvents";

/** `stopped`: no process trains and the run can go on, after a stop, a crash or a kill; `failed`: it ended with an error. */
export type RunState = "running" | "paused" | "stopped" | "finished" | "failed";

type EventName = TrainingEvent["event"];
type LastEvents = { readonly [Name in EventName]?: Extract<TrainingEvent, { readonly event: Name }> };

export interface RunStatus {
  readonly state: RunState;
  /** The process that trains. */
  readonly owner?: Owner;
  /** Whether there is a checkpoint. */
  readonly resumable: boolean;
  /** The last event of each kind that is still true: those of steps that were lost in a crash are left out. */
  readonly last: LastEvents;
}

/** Events that say what has become of a session. */
const TURNS: ReadonlySet<EventName> = new Set(["started", "paused", "resumed", "stopped", "done", "error"]);

/** Undefined if there is no run in the folder. */
export async function runStatus(directory: string): Promise<RunStatus | undefined> {
  const owner = await runOwner(directory);
  if (owner === undefined && !(await disk.exists(recipeFile(directory)))) return undefined;
  const events = await readEvents(directory);
  const turn = events.findLast(({ event }) => TURNS.has(event))?.event;
  const finished = owner === undefined && (await disk.exists(finishedFile(directory)));
  return {
    state: stateOf(turn, owner, finished),
    ...(owner && { owner }),
    resumable: !finished && (await disk.exists(checkpointFile(directory))),
    last: lastOf(events),
  };
}

function stateOf(turn: EventName | undefined, owner: Owner | undefined, finished: boolean): RunState {
  if (owner !== undefined) return turn === "paused" ? "paused" : "running";
  if (finished) return "finished";
  return turn === "error" ? "failed" : "stopped";
}

function lastOf(events: readonly TrainingEvent[]): LastEvents {
  return Object.fromEntries(effective(events).map((event) => [event.event, event]));
}

/**
 * The events that still hold: a session that goes on from a checkpoint takes again the steps that an earlier one had told
 * of after it, so those are left out.
 */
export function effective(events: readonly TrainingEvent[]): readonly TrainingEvent[] {
  return events.reduce<TrainingEvent[]>((kept, event) => {
    if (event.event !== "plan") {
      kept.push(event);
      return kept;
    }
    const from = event.resumedAt ?? 0;
    return [...kept.filter((earlier) => !isAfter(earlier, from)), event];
  }, []);
}

function isAfter(event: TrainingEvent, step: number): boolean {
  return (event.event === "step" || event.event === "epoch") && event.step > step;
}
