/** Homotopy's own engines as competitors: gradients of a batch, clipping and Adam. */
import { readFileSync } from "node:fs";
import type { NetworkConfig } from "../../src/model/family/network";
import { chooseBackend, type EagerBackend } from "../../src/trainer/backend";
import type { Batch } from "../../src/trainer/corpus/batch";
import { initialise } from "../../src/trainer/initialise";
import { chooseOptimizer } from "../../src/trainer/optimizer/choose";
import { createParallelEngine } from "../../src/trainer/parallel/create";
import { ParameterStore } from "../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../src/trainer/step/compiled";
import { EagerGradientEngine } from "../../src/trainer/step/eager";
import type { GradientEngine } from "../../src/trainer/step/gradients";
import { CONTROLS, type Competitor, STEP } from "./setting";

export type EngineName = "compiled" | "parallel" | "eager-wasm" | "eager-node";

export async function engineCompetitor(
  name: EngineName,
  config: NetworkConfig,
  threads: number,
  batches: AsyncIterator<Batch>,
): Promise<Competitor> {
  const store = ParameterStore.create(config);
  initialise(store, 1);
  const engine = await createEngine(name, store, threads);
  const optimizer = chooseOptimizer("adam");
  let count = 0;
  return async (steps) => {
    const milliseconds: number[] = [];
    const tokens: number[] = [];
    for (let index = 0; index < steps; index++) {
      // Drawing the masks and laying out the batch are part of a step, as they are of PyTorch's.
      const began = performance.now();
      const { value: batch, done } = await batches.next();
      if (done) break;
      await engine.gradients(batch, CONTROLS, batch.rows);
      optimizer.update(store, { ...STEP, step: ++count });
      milliseconds.push(performance.now() - began);
      tokens.push(batch.tokens);
    }
    return { milliseconds, tokens, megabytes: residentMegabytes() };
  };
}

function createEngine(
  name: EngineName,
  store: ParameterStore,
  threads: number,
): Promise<GradientEngine> | GradientEngine {
  switch (name) {
    case "compiled":
      return new CompiledGradientEngine(store, { threads });
    case "parallel":
      return createParallelEngine(store, { workers: threads - 1, engine: { kind: "compiled", threads: 1 } });
    case "eager-wasm":
      return eager(store, "wasm");
    case "eager-node":
      return eager(store, "node");
  }
}

async function eager(store: ParameterStore, backend: EagerBackend): Promise<GradientEngine> {
  await chooseBackend([backend]);
  return new EagerGradientEngine(store);
}

/** Peak of this process and of those it started, where the system tells. */
function residentMegabytes(): number {
  const own = process.resourceUsage().maxRSS / 1024;
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return children.reduce((total, id) => total + peakOf(id), own);
  } catch {
    return own;
  }
}

function peakOf(id: string): number {
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}
