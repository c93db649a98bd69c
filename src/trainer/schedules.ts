/**
 * What changes over a run, as functions of its progress in [0, 1]. Progress rather than steps, so that a run with a time
 * limit finishes its schedule in time on a slow machine too.
 */
import type { TrainingOptions } from "./options";

export type AnnealOptions = Pick<TrainingOptions, "autoencoder" | "anneal" | "annealShare" | "klWeight">;

/** Cycles of cyclical annealing, and the share of a cycle over which the weight rises (Fu et al. 2019, M and R). */
const CYCLES = 4;
const RISING_SHARE = 0.5;
/** The sigmoid goes from 0.25 % to 99.75 % of its height over the annealing share: k · width = 12. */
const SIGMOID_SPAN = 12;

/** Whether the run is still in its first stage, an autoencoder without KL term (Li et al. 2019, §3). */
export function pretraining(progress: number, { autoencoder }: Pick<AnnealOptions, "autoencoder">): boolean {
  return progress < autoencoder;
}

/** The KL weight (Bowman et al. 2015, §3.1: sigmoid or linear; Fu et al. 2019, eq. 6: cyclical). */
export function klWeight(progress: number, options: AnnealOptions): number {
  if (pretraining(progress, options)) return 0;
  return options.klWeight * RISE[options.anneal](afterPretraining(progress, options), options.annealShare);
}

/** Progress of the stage that has a KL term, in [0, 1]. */
function afterPretraining(progress: number, { autoencoder }: AnnealOptions): number {
  return (progress - autoencoder) / (1 - autoencoder);
}

const RISE: Readonly<Record<AnnealOptions["anneal"], (progress: number, share: number) => number>> = {
  linear: (progress, share) => (share === 0 ? 1 : Math.min(1, progress / share)),
  sigmoid: (progress, share) => (share === 0 ? 1 : 1 / (1 + Math.exp(-SIGMOID_SPAN * (progress / share - 0.5)))),
  cyclical: (progress) => {
    const phase = (progress * CYCLES) % 1;
    return progress >= 1 ? 1 : Math.min(1, phase / RISING_SHARE);
  },
};

/** Whether the KL weight has reached its final value for good: from here on validation figures can be compared. */
export function annealed(progress: number, options: AnnealOptions): boolean {
  if (pretraining(progress, options)) return false;
  const lastRise = options.anneal === "cyclical" ? 1 - (1 - RISING_SHARE) / CYCLES : options.annealShare;
  return afterPretraining(progress, options) >= lastRise;
}

const WARM_UP_STEPS = 200;
/** A short run warms up over this share of it instead. */
const WARM_UP_SHARE = 0.05;
const HELD_SHARE = 0.4;
const LAST_RATE = 0.05;

export type RateOptions = Pick<TrainingOptions, "learningRate" | "schedule">;

/** Linear warm-up to the base rate, times what the schedule leaves of it. `halvings`: those of the plateau schedule so far. */
export function learningRate(progress: number, step: number, options: RateOptions, halvings = 0): number {
  const warmUp = Math.min(1, Math.max((step + 1) / WARM_UP_STEPS, progress / WARM_UP_SHARE));
  const left = options.schedule === "plateau" ? 0.5 ** halvings : cosine(progress);
  return options.learningRate * warmUp * left;
}

/** Held, then a cosine down to a twentieth (Loshchilov and Hutter 2017, eq. 5). */
function cosine(progress: number): number {
  const fallen = Math.max(0, Math.min(1, (progress - HELD_SHARE) / (1 - HELD_SHARE)));
  return LAST_RATE + (1 - LAST_RATE) * 0.5 * (1 + Math.cos(Math.PI * fallen));
}

/** Whether the weights after a step belong into the average: those of the run's tail, once the objective is the final one. */
export function averaging(progress: number, options: AnnealOptions & Pick<TrainingOptions, "averageShare">): boolean {
  return options.averageShare > 0 && progress >= 1 - options.averageShare && annealed(progress, options);
}
