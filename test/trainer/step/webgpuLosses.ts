/** A small run on one execution provider, in a process of its own: `node webgpuLosses.js PROVIDER FORM` prints its losses. */
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";
import { CompiledGradientEngine } from "../../../src/trainer/step/compiled";
import { HostStepEngine } from "../../../src/trainer/step/hostSteps";
import { ResidentStepEngine } from "../../../src/trainer/step/residentSteps";
import type { StepEngine } from "../../../src/trainer/step/stepEngine";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const STEPS = 5;
const RULE = { optimizer: "adam", clip: 3 } as const;

async function main(provider: "cpu" | "webgpu", form: "gradients" | "resident"): Promise<void> {
  const config = tinyNetwork({ pooling: "last-mean", tied: true, skip: true });
  const batch = syntheticBatch(config, { rows: 3, time: 3, seed: 1, dropout: 0.1, keep: 0.7 });
  const store = ParameterStore.create(config);
  for (const [name, values] of randomWeights(config, 7)) store.get(name).value.set(values);
  const engine = form === "gradients" ? host(store, provider) : new ResidentStepEngine(store, RULE, { provider });
  const controls = { klWeight: 0.4, freeBits: 0.3 };
  const steps = Array.from({ length: STEPS }, (_, index) => ({ batch, controls, learningRate: 0.01, step: index + 1 }));
  const losses = (await engine.run(steps)).map(({ objective }) => objective);
  const { objective } = await engine.evaluate(batch, controls);
  process.stdout.write(JSON.stringify([...losses, objective]), () => process.exit());
}

function host(store: ParameterStore, provider: "cpu" | "webgpu"): StepEngine {
  const gradients = new CompiledGradientEngine(store, { provider, threads: 1 });
  return new HostStepEngine(gradients, plainOptimizer(RULE.optimizer), RULE.clip);
}

const [provider, form] = process.argv.slice(2);
void main(provider === "webgpu" ? "webgpu" : "cpu", form === "resident" ? "resident" : "gradients");
