/** Chooses how steps are taken, and says why when it is not the first choice. */
import os from "node:os";
import { HomotopyError, messageOf } from "../../core/errors";
import { chooseBackend } from "../backend";
import { chooseOptimizer } from "../optimizer/choose";
import type { TrainingOptions } from "../options";
import { chooseProcesses } from "../parallel/chooseProcesses";
import { createParallelEngine } from "../parallel/create";
import type { ParameterStore } from "../parameters";
import type { TrainingProvider } from "./chooseProvider";
import type { GradientEngine } from "./gradients";
import { HostStepEngine } from "./hostSteps";
import type { StepEngine } from "./stepEngine";

export type EngineChoice = Pick<TrainingOptions, "engine" | "provider" | "optimizer" | "clip" | "batch"> & {
  /** Whether there will be steps of some of the weights: these are taken on the host. */
  readonly aggressive?: boolean;
  readonly threads?: number | undefined;
  /** The JavaScript file of the worker processes. Default: the one beside the bundle. */
  readonly workerEntry?: string;
};

type Notify = (message: string) => void;

/** @throws HomotopyError "unavailable" if the engine or the provider that was asked for cannot run here. */
export async function createStepEngine(
  store: ParameterStore,
  choice: EngineChoice,
  notify: Notify,
): Promise<StepEngine> {
  const onGpu = choice.provider !== "auto" && choice.provider !== "cpu";
  if (choice.engine === "eager") {
    if (onGpu) notify(`The provider ${choice.provider} is for the compiled step and is not used by --engine eager`);
    return onHost(await createEager(store, notify), choice, notify);
  }
  try {
    return await createCompiled(store, choice, notify);
  } catch (error) {
    if (choice.engine === "compiled" || onGpu) throw unavailable(error);
    notify(
      `The compiled training step cannot run here, so training goes on step by step, several times slower: ${messageOf(error)}`,
    );
    return onHost(await createEager(store, notify), choice, notify);
  }
}

async function createCompiled(store: ParameterStore, choice: EngineChoice, notify: Notify): Promise<StepEngine> {
  // What a machine lacks should be known before the run begins: a trial step is taken, which loads the native runtime.
  await import("onnxruntime-node");
  const provider = await providerFor(choice, notify);
  if (provider === "cpu") return onHost(await createCompiledOnCpu(store, choice, notify), choice, notify);
  if (choice.aggressive) return onHost(await createCompiledOn(provider, store), choice, notify);
  const { ResidentStepEngine } = await import("./residentSteps");
  return new ResidentStepEngine(store, choice, { provider });
}

async function providerFor(choice: EngineChoice, notify: Notify): Promise<TrainingProvider> {
  const { chooseProvider } = await import("./chooseProvider");
  const { provider, refusals } = await chooseProvider(choice.provider);
  if (provider !== "cpu") notify(`Training computes on ${provider}`);
  // The runtime's own words about libraries that are not there help few people: whoever has a GPU finds them by doctor.
  else if (refusals.length > 0) notify("Training computes on the processor; homotopy doctor tells why not on a GPU");
  return provider;
}

/** One session with the threads that it can use, and further processes where there are more cores than that. */
async function createCompiledOnCpu(
  store: ParameterStore,
  { threads, batch, workerEntry }: EngineChoice,
  notify: Notify,
): Promise<GradientEngine> {
  // A shard does not know the statistics of its batch.
  const shared = store.config.batchNorm === undefined ? batch : 1;
  const plan = chooseProcesses(threads ?? os.availableParallelism(), store.count, shared);
  if (plan.processes > 1) {
    try {
      return await createParallelEngine(store, {
        workers: plan.processes - 1,
        engine: { kind: "compiled", threads: plan.threads },
        notify,
        ...(workerEntry === undefined ? {} : { entry: workerEntry }),
      });
    } catch (error) {
      notify(`Training goes on in one process instead of ${plan.processes}: ${messageOf(error)}`);
    }
  }
  const { CompiledGradientEngine } = await import("./compiled");
  return new CompiledGradientEngine(store, { threads: plan.threads });
}

/** Gradients from the provider, steps here. */
async function createCompiledOn(provider: TrainingProvider, store: ParameterStore): Promise<GradientEngine> {
  const { CompiledGradientEngine } = await import("./compiled");
  return new CompiledGradientEngine(store, { provider });
}

async function createEager(store: ParameterStore, notify: Notify): Promise<GradientEngine> {
  const { name, refused } = await chooseBackend();
  for (const { name: better, reason } of refused) notify(`TensorFlow.js ${better} is not used: ${reason}`);
  notify(`TensorFlow.js computes on ${name}`);
  const { EagerGradientEngine } = await import("./eager");
  return new EagerGradientEngine(store);
}

function onHost(engine: GradientEngine, { optimizer, clip }: EngineChoice, notify: Notify): StepEngine {
  return new HostStepEngine(engine, chooseOptimizer(optimizer, notify), clip);
}

function unavailable(error: unknown): HomotopyError {
  if (error instanceof HomotopyError) return error;
  return new HomotopyError(
    "unavailable",
    "The compiled training step cannot run here",
    messageOf(error),
    "use --engine eager, or auto to fall back to it",
    { cause: error },
  );
}
