/** The estimators that the laboratory sets side by side, each a function of the same draw. */
import { Average } from "./average";
import { type Draw, pathwiseBoundSignal, pathwiseExactKlSignal, type Signal, scoreSignal } from "./signals";

/** The one that the others are measured against. */
export const REFERENCE = "pathwise";

/** In the order of tables and plots. */
export const ESTIMATORS = [
  "reinforce",
  "reinforce-baseline",
  "reinforce-own-baseline",
  "pathwise",
  "exact-kl",
] as const;
export type Estimator = (typeof ESTIMATORS)[number];

/** The baselines of B sentences: what f was on draws before the present one, which keeps the estimators unbiased. */
export class Baselines {
  readonly #own: readonly Average[];

  /** `all`: shared with the baselines of other sentences. */
  constructor(
    sentences: number,
    private readonly all: Average,
  ) {
    this.#own = Array.from({ length: sentences }, () => new Average());
  }

  /** [B]: one mean for all sentences, as a trainer would keep it. */
  get overall(): Float64Array {
    return Float64Array.from(this.#own, () => this.all.value);
  }

  /** [B]: each sentence's own mean, the best that a baseline learnt from x (Mnih and Gregor 2014) could come to. */
  get own(): Float64Array {
    return Float64Array.from(this.#own, ({ value }) => value);
  }

  learn(rewards: Float64Array): void {
    for (const [n, reward] of rewards.entries()) {
      this.all.add(reward);
      this.#own[n]?.add(reward);
    }
  }
}

/** Each estimator's signal. rewards [B]: f of the draw; the baselines are left as they are. */
export function signalsOf(
  draw: Draw,
  rewards: Float64Array,
  likelihoodSlope: Float32Array,
  baselines: Pick<Baselines, "overall" | "own">,
): Readonly<Record<Estimator, Signal>> {
  return {
    reinforce: scoreSignal(draw, rewards),
    "reinforce-baseline": scoreSignal(draw, less(rewards, baselines.overall)),
    "reinforce-own-baseline": scoreSignal(draw, less(rewards, baselines.own)),
    pathwise: pathwiseBoundSignal(draw, likelihoodSlope),
    "exact-kl": pathwiseExactKlSignal(draw, likelihoodSlope),
  };
}

function less(rewards: Float64Array, baseline: Float64Array): Float64Array {
  return rewards.map((reward, n) => reward - baseline[n]);
}
