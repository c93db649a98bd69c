import type { Batch } from "../corpus/batch";
import type { ParameterGroup } from "../parameterGroups";
import type { ParameterStore } from "../parameters";
import type { Evaluation, LossSums, ObjectiveControls } from "./gradients";

/** One step of the optimiser: the batch, and what the schedules say. */
export interface TrainingStep {
  readonly batch: Batch;
  readonly controls: ObjectiveControls;
  readonly learningRate: number;
  /** Counts from 1 over the whole run; of steps of one group, those of the group. */
  readonly step: number;
  /** Changes these weights alone. Default: all, and where steps stay in the runtime (`residentSteps.ts`) there is no choice. */
  readonly group?: ParameterGroup;
}

export interface StepOutcome extends LossSums {
  /** The gradient's global norm before clipping; not finite if the step has gone wrong. */
  readonly gradientNorm: number;
}

/** What the optimiser needs beside the schedules: the same for the whole run. */
export interface UpdateRule {
  readonly optimizer: "adam" | "sgd";
  /** Greatest global norm of the gradient. */
  readonly clip: number;
}

/**
 * Takes steps of the optimiser: what the training loop drives. Between two runs the store holds weights and moments as the
 * last step left them. The steps' results do not depend on how many of them are taken in one run.
 */
export interface StepEngine {
  /** For the log: "compiled on cpu, 2 threads", "resident on cuda". */
  readonly name: string;
  readonly parameters: ParameterStore;
  /** How many batches of one shape should follow each other in an epoch, at least 1. */
  readonly runLength: number;
  /** How many steps with batches of this shape a run may take now and be over well within a second. */
  capacity(batch: Batch): number;
  /**
   * Takes the steps in order; all batches must have the rows, positions and dropout of the first. If an outcome is not
   * finite the weights are not to be used any more.
   */
  run(steps: readonly TrainingStep[]): Promise<readonly StepOutcome[]>;
  /** The forward pass alone. */
  evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Whether two batches can be in one run. */
export function sameShape(one: Batch, other: Batch): boolean {
  return (
    one.rows === other.rows && one.time === other.time && (one.dropout === undefined) === (other.dropout === undefined)
  );
}
