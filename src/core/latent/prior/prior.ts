/** The prior p(z) of a model: what samples are drawn from and densities are asked of. */
import type { Random } from "../../random";
import { logDensity, sample, standardGaussian } from "../gaussian";
import { type GaussianMixture, mixtureDensity, sampleMixture } from "./mixture";

export type PriorName = "standard" | "learned";

export interface Prior {
  readonly name: PriorName;
  /** ln p(z), nats. */
  logDensity(z: Float32Array): number;
  /** z ~ p(z); `spread` scales the deviation from the mean, of a mixture from its component's mean. */
  draw(random: Random, spread?: number): Float32Array;
}

/** N(0, I). */
export function standardPrior(dimension: number): Prior {
  const normal = standardGaussian(dimension);
  return {
    name: "standard",
    logDensity: (z) => logDensity(normal, z),
    draw: (random, spread = 1) => sample(normal, spread, random),
  };
}

/** A mixture fitted to the aggregate posterior. */
export function learnedPrior(mixture: GaussianMixture): Prior {
  return {
    name: "learned",
    logDensity: mixtureDensity(mixture),
    draw: (random, spread) => sampleMixture(mixture, random, spread),
  };
}
