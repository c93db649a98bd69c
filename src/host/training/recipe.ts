/** A run as an entry for tasks.json: what trains the same again without the panel. */
import { TASK_TYPE } from "../../ids";
import type { RunView } from "../../protocol/trainingPanel";

export function taskJson(source: string | undefined, { name, plan }: RunView): string {
  const task = {
    label: `Train ${name}`,
    type: TASK_TYPE,
    sources: [source ?? "."],
    out: `.homotopy/models/${name}`,
    ...(plan && { preset: plan.preset, seed: plan.seed }),
  };
  return `${JSON.stringify(task, null, 2)}\n`;
}
