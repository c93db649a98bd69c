/**
 * Synchronous data parallelism: the batch is split by sentences, each worker gives the gradient of its shard at the same
 * weights, and the gradients are added in a fixed order, so that a run repeats itself. This process computes the first
 * shard itself: one worker fewer to feed, and an engine at hand.
 */
import type { Batch } from "../corpus/batch";
import { shard } from "../corpus/shard";
import type { ParameterStore } from "../parameters";
import type { Evaluation, GradientEngine, LossSums, ObjectiveControls } from "../step/gradients";
import type { TrainedNetwork } from "../trainedNetwork";
import { fieldBlock } from "./fieldBlock";
import type { Given, ShardCrew, ShardWorker } from "./shardWorker";

export class ParallelGradientEngine implements GradientEngine {
  readonly name: string;
  readonly config: TrainedNetwork;
  readonly parameters: ParameterStore;

  /** Takes over both: they are disposed of with it. */
  constructor(
    private readonly own: GradientEngine,
    private readonly crew: ShardCrew,
  ) {
    this.name = `${own.name}, ${crew.workers.length + 1} processes`;
    this.config = own.config;
    this.parameters = own.parameters;
  }

  async gradients(batch: Batch, controls: ObjectiveControls, normalizer: number): Promise<LossSums> {
    const [own, others] = await this.#share(
      batch,
      (part) => this.own.gradients(part, controls, normalizer),
      (worker, part) => worker.gradients(part, controls, normalizer),
    );
    for (const other of others) other.addTo(this.parameters);
    return addSums([own, ...others.map(({ sums }) => sums)]);
  }

  async evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    const [own, others] = await this.#share(
      batch,
      (part) => this.own.evaluate(part, controls),
      (worker, part) => worker.evaluate(part, controls),
    );
    const parts = [own, ...others];
    return {
      ...addSums(parts),
      mean: joined(parts.map(({ mean }) => mean)),
      logVariance: joined(parts.map(({ logVariance }) => logVariance)),
    };
  }

  async dispose(): Promise<void> {
    await Promise.all([this.own.dispose(), this.crew.dispose()]);
  }

  /** Computes the first shard here while the workers compute the others. */
  async #share<Own, Other>(
    batch: Batch,
    compute: (part: Batch) => Promise<Own>,
    give: (worker: ShardWorker, part: Batch) => Promise<Given<Other>>,
  ): Promise<readonly [Own, readonly Other[]]> {
    const { workers } = this.crew;
    const [first, ...rest] = shard(batch, workers.length + 1) as [Batch, ...Batch[]];
    await this.crew.publish(fieldBlock(this.parameters, "value"));
    const given = await Promise.all(rest.map((part, index) => give(workers[index] as ShardWorker, part).then(heeded)));
    const own = await compute(first);
    return [own, await Promise.all(given.map(({ answer }) => answer))];
  }
}

/** If the shard computed here fails, nobody waits for the others any more; their failures are not news then. */
function heeded<T>(given: Given<T>): Given<T> {
  given.answer.catch(() => {});
  return given;
}

function addSums(parts: readonly LossSums[]): LossSums {
  return parts.reduce((total, part) => ({
    reconstruction: total.reconstruction + part.reconstruction,
    kl: total.kl + part.kl,
    objective: total.objective + part.objective,
  }));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
