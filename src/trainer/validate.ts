/** The bound on held-out sentences, its parts apart, and what the posteriors look like as a whole. */
import { AggregatePosterior } from "../core/metrics/aggregatePosterior";
import { fullSetInformation, type PosteriorDraw, WithinBatchInformation } from "../core/metrics/mutualInformation";
import { Reservoir } from "../core/metrics/reservoir";
import { seeded } from "../core/random";
import type { Batch } from "./corpus/batch";
import type { Evaluation, ObjectiveControls } from "./step/gradients";
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
  /** Of sentence and z, both estimators with their ceilings; none for a language model. */
  readonly information?: InformationEstimates;
}

export interface LatentStatistics {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly kl: readonly number[];
}

export interface InformationEstimates {
  readonly fullSet: number;
  readonly fullSetCeiling: number;
  readonly withinBatch: number;
  readonly withinBatchCeiling: number;
}

/** Sentences of the full-set estimate, whose time is their square: a fraction of a second after every epoch. */
const INFORMATION_SENTENCES = 2000;

/** Undefined if the signal was raised meanwhile. */
export async function validate(
  engine: Pick<StepEngine, "evaluate" | "parameters">,
  batches: AsyncIterable<Batch>,
  controls: ObjectiveControls,
  signal?: AbortSignal,
): Promise<Validation | undefined> {
  const { latent } = engine.parameters.config;
  const posteriors = new Posteriors(latent);
  const sums = { sentences: 0, tokens: 0, reconstruction: 0, kl: 0, objective: 0 };
  for await (const batch of batches) {
    if (signal?.aborted) return undefined;
    const result = await engine.evaluate(batch, controls);
    sums.sentences += batch.rows;
    sums.tokens += batch.tokens;
    sums.reconstruction += result.reconstruction;
    sums.kl += result.kl;
    sums.objective += result.objective;
    posteriors.add(batch, result);
  }
  const { sentences } = sums;
  return {
    sentences,
    tokens: sums.tokens,
    bound: (sums.reconstruction + sums.kl) / sentences,
    reconstruction: sums.reconstruction / sentences,
    kl: sums.kl / sentences,
    objective: sums.objective / sentences,
    ...posteriors.summary(),
  };
}

/** The posteriors of the sentences seen, in a few numbers a dimension and a bounded subset. */
class Posteriors {
  readonly #aggregate: AggregatePosterior;
  readonly #withinBatch = new WithinBatchInformation();
  readonly #subset = new Reservoir<PosteriorDraw>(INFORMATION_SENTENCES, seeded(1, "information"));

  constructor(private readonly latent: number) {
    this.#aggregate = new AggregatePosterior(latent);
  }

  /** The draws of z are those of the batch's noise, the same each time. */
  add({ rows, noise }: Batch, { mean, logVariance }: Evaluation): void {
    for (let row = 0; row < rows; row++) {
      const [from, to] = [row * this.latent, (row + 1) * this.latent];
      const posterior = { mean: mean.slice(from, to), logVariance: logVariance.slice(from, to) };
      const z = posterior.mean.map((mu, d) => mu + Math.exp(posterior.logVariance[d] / 2) * noise[from + d]);
      this.#aggregate.add(posterior);
      this.#withinBatch.add({ posterior, z });
      this.#subset.add({ posterior, z });
    }
  }

  summary(): Pick<Validation, "activeUnits" | "latent" | "information"> {
    const { activeUnits, mean, deviation, kl } = this.#aggregate;
    const latent = { mean: Array.from(mean), deviation: Array.from(deviation), kl: Array.from(kl) };
    return { activeUnits, latent, ...(this.latent > 0 && { information: this.#information() }) };
  }

  #information(): InformationEstimates {
    const { items } = this.#subset;
    return {
      fullSet: fullSetInformation(items),
      fullSetCeiling: Math.log(items.length),
      withinBatch: this.#withinBatch.value,
      withinBatchCeiling: this.#withinBatch.ceiling,
    };
  }
}
