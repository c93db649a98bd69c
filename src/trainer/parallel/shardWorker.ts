/**
 * Data-parallel gradients, as the training engine sees them: weights are shown to every worker, each is given a shard of the
 * batch, and gives back a gradient to be added. Processes of this machine stand behind it (processCrew.ts); machines of
 * a cluster could.
 */
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import type { Evaluation, LossSums, ObjectiveControls } from "../step/gradients";

/** Workers that are shown the same weights. */
export interface ShardCrew {
  /** Never empty. */
  readonly workers: readonly ShardWorker[];
  /** Shows the workers the weights to use for the shards that follow: every value of the store, in the store's layout. */
  publish(weights: Float32Array): Promise<void>;
  dispose(): Promise<void>;
}

/** Both methods resolve once the shard has left for the worker, so that the caller can turn to a shard of its own. */
export interface ShardWorker {
  readonly name: string;
  /** The gradient of Σ objective over the shard / `normalizer`. */
  gradients(shard: Batch, controls: ObjectiveControls, normalizer: number): Promise<Given<ShardGradient>>;
  evaluate(shard: Batch, controls: ObjectiveControls): Promise<Given<Evaluation>>;
}

export interface Given<T> {
  readonly answer: Promise<T>;
}

export interface ShardGradient {
  readonly sums: LossSums;
  /** Adds the gradient to the one in the store. Only until the worker is given its next shard. */
  addTo(store: ParameterStore): void;
}
