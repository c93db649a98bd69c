/**
 * The weights that are validated, kept and exported, where they are not those that train: their average (`weightAverage.ts`),
 * with the normalisation of means that training takes over a batch folded in (`batchNorm.ts`). They take the place of the
 * weights that train for as long as somebody looks at them.
 */
import { RunningMoments } from "../core/metrics/runningMoments";
import type { Batch } from "./corpus/batch";
import type { ParameterStore } from "./parameters";
import { foldBatchNorm } from "./remedies/batchNorm";
import type { WeightAverage } from "./remedies/weightAverage";
import type { StepEngine } from "./step/stepEngine";

type Engine = Pick<StepEngine, "evaluate" | "parameters">;

/** Batches over which the means' statistics are taken: their error is a hundredth at most. */
const STATISTICS_BATCHES = 128;

export class PresentedWeights {
  /** Undefined: the weights that train are presented as they are. */
  private constructor(
    private readonly store: ParameterStore,
    private readonly values: readonly Float32Array[] | undefined,
  ) {}

  /** `batches`: training text without dropout, from which the statistics of batch-normalised means are taken. */
  static async of(
    engine: Engine,
    average: WeightAverage | undefined,
    batches: () => AsyncIterable<Batch>,
  ): Promise<PresentedWeights> {
    const { parameters: store } = engine;
    const { batchNorm } = store.config;
    const averaged = average !== undefined && average.count > 0;
    if (!averaged && batchNorm === undefined) return new PresentedWeights(store, undefined);
    const source = averaged ? average.values : store.parameters.map(({ value }) => value);
    const presented = new PresentedWeights(
      store,
      source.map((values) => values.slice()),
    );
    if (batchNorm !== undefined) {
      await presented.during(async () => foldBatchNorm(store, await meanStatistics(engine, batches()), batchNorm));
    }
    return presented;
  }

  /** Has the presented weights in the store while the work is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#exchange();
    try {
      return await work();
    } finally {
      this.#exchange();
    }
  }

  #exchange(): void {
    this.values?.forEach((values, index) => {
      const { value } = this.store.parameters[index];
      const held = value.slice();
      value.set(values);
      values.set(held);
    });
  }
}

/** Of the posterior means before normalisation, at the weights in the store. */
async function meanStatistics(engine: Engine, batches: AsyncIterable<Batch>): Promise<RunningMoments> {
  const { latent } = engine.parameters.config;
  const moments = new RunningMoments(latent);
  let left = STATISTICS_BATCHES;
  for await (const batch of batches) {
    const { mean } = await engine.evaluate(batch, { klWeight: 1, freeBits: 0 });
    for (let row = 0; row < batch.rows; row++) moments.add(mean.subarray(row * latent, (row + 1) * latent));
    left--;
    if (left === 0) break;
  }
  return moments;
}
