/**
 * A worker process: reads the weights, computes its shard, leaves the gradient, answers with the losses. It keeps nothing
 * between tasks, so it can be killed and replaced at any time, and it goes when the process that started it has gone.
 */
import { ParameterStore } from "../parameters";
import type { GradientEngine } from "../step/gradients";
import { fieldBlock } from "./fieldBlock";
import { createLocalEngine } from "./localEngine";
import { failureOf, isRequest, type Reply, SHARED_FILE, type Start, type Task } from "./messages";
import { readFloats, writeFloats } from "./sharedFile";

interface Station {
  readonly engine: GradientEngine;
  readonly start: Start;
}

let station: Station | undefined;
let earlier: Promise<void> = Promise.resolve();

process.on("disconnect", () => process.exit());
// Ctrl-C reaches every process of a terminal; the parent decides what it means, and may still want this step.
process.on("SIGINT", () => {});
process.on("message", (message: unknown) => {
  if (isRequest(message)) earlier = earlier.then(() => answer(message));
});

async function answer(request: Start | Task): Promise<void> {
  try {
    reply(request.kind === "start" ? await begin(request) : await compute(request));
  } catch (error) {
    reply({ kind: "failed", failure: failureOf(error) });
  }
}

async function begin(start: Start): Promise<Reply> {
  const engine = await createLocalEngine(ParameterStore.create(start.config), start.engine);
  station = { engine, start };
  return { kind: "ready", name: engine.name };
}

async function compute({ shard, controls, normalizer }: Task): Promise<Reply> {
  if (station === undefined) throw new Error("A task came before the start");
  const { engine, start } = station;
  readFloats(SHARED_FILE, fieldBlock(engine.parameters, "value"), start.weights);
  if (normalizer === undefined) return { kind: "evaluation", evaluation: await engine.evaluate(shard, controls) };
  const sums = await engine.gradients(shard, controls, normalizer);
  writeFloats(SHARED_FILE, fieldBlock(engine.parameters, "gradient"), start.gradient);
  return { kind: "gradients", sums };
}

function reply(message: Reply): void {
  // The parent may go at any moment; there is nobody left to tell then.
  if (process.connected) process.send?.(message, undefined, undefined, () => {});
}
