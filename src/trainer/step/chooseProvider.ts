/**
 * Which execution provider trains: the first on which a small network really takes a step. That a runtime was built with a
 * provider says nothing of drivers and devices, nor that a device makes a session that it runs every operator of training.
 */
import { env } from "onnxruntime-node";
import { HomotopyError, messageOf } from "../../core/errors";
import type { NetworkConfig } from "../../model/family/network";
import { onFirstProvider, type Provider, type ProviderReport } from "../../model/providers";
import type { Batch } from "../corpus/batch";
import { initialise } from "../initialise";
import { plainOptimizer } from "../optimizer/plain";
import type { TrainingOptions } from "../options";
import { ParameterStore } from "../parameters";
import { CompiledGradientEngine } from "./compiled";
import { HostStepEngine } from "./hostSteps";
import { ResidentStepEngine } from "./residentSteps";
import type { StepEngine } from "./stepEngine";

export type TrainingProvider = Exclude<TrainingOptions["provider"], "auto">;

export interface ChosenProvider {
  readonly provider: TrainingProvider;
  /** Why none of those before it. */
  readonly refusals: ProviderReport["refusals"];
}

/** What `auto` leaves out, and why. */
const UNSUITED: Readonly<Partial<Record<Provider, string>>> = {
  tensorrt: "it takes minutes to prepare a training step",
  coreml: "it leaves the inside of a loop to the CPU",
};

/** @throws HomotopyError "unavailable" if the one that was asked for does not work here. */
export async function chooseProvider(
  requested: TrainingOptions["provider"],
  attempt: (provider: TrainingProvider) => Promise<void> = takeStep,
  platform: NodeJS.Platform = process.platform,
): Promise<ChosenProvider> {
  const { created, report } = await onFirstProvider(requested, platform, async (provider) => {
    const unsuited = UNSUITED[provider];
    if (provider === "tensorrt" || (requested === "auto" && unsuited !== undefined)) throw new Error(unsuited);
    await attempt(provider);
    return provider;
  });
  return { provider: created, refusals: report.refusals };
}

/** A step of a tiny network, in the form in which that provider would train. */
async function takeStep(provider: TrainingProvider): Promise<void> {
  // The refusal is thrown as well; the runtime need not print it too.
  env.logLevel = "fatal";
  const store = ParameterStore.create(NETWORK);
  initialise(store, 1);
  const engine = trialEngine(store, provider);
  try {
    const controls = { klWeight: 1, freeBits: 0 };
    const [outcome] = await engine.run([{ batch: BATCH, controls, learningRate: 0.01, step: 1 }]);
    if (!Number.isFinite(outcome?.objective)) throw new Error("a trial step gave no number");
  } catch (error) {
    // A refusal by the runtime, which leads to the next provider, and no failure of the run.
    throw new Error(messageOf(error instanceof HomotopyError ? (error.cause ?? error) : error), { cause: error });
  } finally {
    await engine.dispose();
  }
}

/** The form that `createStepEngine` gives the provider. */
function trialEngine(store: ParameterStore, provider: TrainingProvider): StepEngine {
  return provider === "cpu"
    ? new HostStepEngine(new CompiledGradientEngine(store, { threads: 1 }), plainOptimizer("adam"), 1)
    : new ResidentStepEngine(store, { optimizer: "adam", clip: 1 }, { provider });
}

const NETWORK: NetworkConfig = {
  vocabulary: 5,
  embedding: 2,
  hidden: 2,
  latent: 2,
  pooling: "last-mean",
  reversed: true,
  tied: true,
  skip: true,
  direction: "left-to-right",
};

/** One sentence of one token and its end mark. */
const BATCH: Batch = {
  rows: 1,
  time: 2,
  encoderTokens: Int32Array.of(3, 4),
  encoderMask: Float32Array.of(1, 1),
  decoderTokens: Int32Array.of(2, 4),
  targets: Int32Array.of(4, 3),
  targetWeights: Float32Array.of(1, 1),
  noise: Float32Array.of(0.5, -0.5),
  tokens: 2,
  sentences: Uint32Array.of(0),
};
