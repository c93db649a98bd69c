import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import type { TrainedNetwork } from "../trainedNetwork";

/** What the objective needs beside the batch. */
export interface ObjectiveControls {
  /** w of the annealed bound. */
  readonly klWeight: number;
  /** λ: nats of KL a dimension that are free (0: none). */
  readonly freeBits: number;
  /** Λ: nats of KL a sentence that are free. Default: none. */
  readonly freeBitsTotal?: number;
}

/** Sums over the batch's sentences, in nats. */
export interface LossSums {
  /** Σ −ln p(x|z). */
  readonly reconstruction: number;
  /** Σ KL(q(z|x) ‖ p(z)), closed form. */
  readonly kl: number;
  /** Σ of the training objective: reconstruction + w · max(Λ, Σ_d max(λ, KL_d)). */
  readonly objective: number;
}

/** The posterior of each sentence beside the sums, for validation. */
export interface Evaluation extends LossSums {
  /** [B·L] */
  readonly mean: Float32Array;
  /** [B·L] */
  readonly logVariance: Float32Array;
}

/**
 * Gives the gradient of a shard of a batch: the interface that the eager and the compiled step share, and that a pool of
 * workers repeats. The weights are read from the store; the gradient of Σ objective / `normalizer` is written into the store.
 */
export interface GradientEngine {
  /** For the log: "eager on wasm", "compiled on cpu, 2 threads". */
  readonly name: string;
  readonly config: TrainedNetwork;
  readonly parameters: ParameterStore;
  gradients(batch: Batch, controls: ObjectiveControls, normalizer: number): Promise<LossSums>;
  /** The forward pass alone. */
  evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation>;
  dispose(): Promise<void>;
}
