/** A small run on one execution provider, in a process of its own: `node webgpuLosses.js PROVIDER` prints its losses. */
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const STEPS = 5;

async function main(provider: "cpu" | "webgpu"): Promise<void> {
  const config = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
  const batch = syntheticBatch(config, { rows: 3, time: 3, seed: 1, dropout: 0.1, keep: 0.7 });
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  const engine = new CompiledGradientEngine(store, { provider, threads: 1 });
  const optimizer = plainOptimizer("adam");
  const losses: number[] = [];
  for (let step = 1; step <= STEPS; step++) {
    losses.push((await engine.gradients(batch, { klWeight: 0.4, freeBits: 0.3 }, batch.rows)).objective);
    optimizer.update(store, { learningRate: 0.01, clip: 5, step });
  }
  process.stdout.write(JSON.stringify(losses), () => process.exit());
}

void main(process.argv[2] === "webgpu" ? "webgpu" : "cpu");
