/** The bound on held-out sentences, its parts apart, and what the posteriors look like as a whole. */
import { activeUnits } from "../core/metrics/activeUnits";
import type { Batch } from "./corpus/batch";
import type { ObjectiveControls } from "./step/gradients";
import type { StepEngine } from "./step/stepEngine";

export interface Validation {
  readonly sentences: number;
  readonly tokens: number;
  /** Nats a sentence, KL weight 1, one draw of z a sentence. */
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** Nats a sentence of the objective under the given controls: what early stopping compares. */
  readonly objective: number;
  readonly activeUnits: number;
  /** Aggregate posterior of each dimension. */
  readonly latent: LatentStatistics;
}

export interface LatentStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly kl: readonly number[];
}

/** Undefined if the signal was raised meanwhile. */
export async function validate(
  engine: Pick<StepEngine, "evaluate" | "parameters">,
  batches: AsyncIterable<Batch>,
  controls: ObjectiveControls,
  signal?: AbortSignal,
): Promise<Validation | undefined> {
  const means: Float32Array[] = [];
  const logVariances: Float32Array[] = [];
  const sums = { tokens: 0, reconstruction: 0, kl: 0, objective: 0 };
  const { latent } = engine.parameters.config;
  for await (const batch of batches) {
    if (signal?.aborted) return undefined;
    const result = await engine.evaluate(batch, controls);
    sums.tokens += batch.tokens;
    sums.reconstruction += result.reconstruction;
    sums.kl += result.kl;
    sums.objective += result.objective;
    for (let row = 0; row < batch.rows; row++) {
      means.push(result.mean.slice(row * latent, (row + 1) * latent));
      logVariances.push(result.logVariance.slice(row * latent, (row + 1) * latent));
    }
  }
  const sentences = means.length;
  return {
    sentences,
    tokens: sums.tokens,
    bound: (sums.reconstruction + sums.kl) / sentences,
    reconstruction: sums.reconstruction / sentences,
    kl: sums.kl / sentences,
    objective: sums.objective / sentences,
    activeUnits: activeUnits(means),
    latent: aggregatePosterior(means, logVariances, latent),
  };
}

/** q(z) = E_x q(z|x), moment-matched: its variance is Var μ + E σ². */
function aggregatePosterior(
  means: readonly Float32Array[],
  logVariances: readonly Float32Array[],
  dimensions: number,
): LatentStatistics {
  const n = means.length;
  const average = (of: (index: number, d: number) => number): number[] =>
    Array.from({ length: dimensions }, (_, d) => {
      let total = 0;
      for (let index = 0; index < n; index++) total += of(index, d);
      return total / n;
    });
  const mu = (index: number, d: number): number => means[index]?.[d] ?? 0;
  const lnVar = (index: number, d: number): number => logVariances[index]?.[d] ?? 0;
  const mean = average(mu);
  const variance = average((index, d) => (mu(index, d) - mean[d]) ** 2 + Math.exp(lnVar(index, d)));
  const kl = average((index, d) => 0.5 * (mu(index, d) ** 2 + Math.exp(lnVar(index, d)) - 1 - lnVar(index, d)));
  return { mean, deviation: variance.map(Math.sqrt), kl };
}
