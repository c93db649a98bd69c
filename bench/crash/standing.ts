/** What there is of a run between two trainers. */
import { readSafetensors } from "../../src/model/safetensors";
import { checkpointFile, runDirectory } from "../../src/trainer/runs/files";
import { readEvents } from "../../src/trainer/runs/readEvents";
import { runStatus } from "../../src/trainer/runs/status";

export interface Standing {
  /** Of the checkpoint. */
  readonly step: number | undefined;
  /** Whether there is a run to go on with. */
  readonly resumable: boolean;
  readonly finished: boolean;
  /** The step from which each session went on. */
  readonly resumedAt: readonly number[];
}

export async function standing(out: string): Promise<Standing> {
  const directory = runDirectory(out);
  const status = await runStatus(directory);
  const events = await readEvents(directory);
  return {
    step: status?.resumable ? await checkpointStep(directory) : undefined,
    resumable: status !== undefined && status.state !== "finished",
    finished: status?.state === "finished",
    resumedAt: events.flatMap((event) => (event.event === "plan" ? [event.resumedAt ?? 0] : [])),
  };
}

/** Reads all of the checkpoint, so that a damaged one is noticed. */
async function checkpointStep(directory: string): Promise<number> {
  const { metadata } = await readSafetensors(checkpointFile(directory));
  return JSON.parse(metadata.position ?? "").step;
}
