/** Steps whose gradients come from an engine and whose update is made here, one at a time: the form for the CPU. */
import type { Batch } from "../corpus/batch";
import type { Optimizer } from "../optimizer/optimizer";
import { ofGroup } from "../parameterGroups";
import type { ParameterStore } from "../parameters";
import type { Evaluation, GradientEngine, ObjectiveControls } from "./gradients";
import type { StepEngine, StepOutcome, TrainingStep } from "./stepEngine";

export class HostStepEngine implements StepEngine {
  readonly name: string;
  readonly parameters: ParameterStore;
  readonly runLength = 1;

  /** Takes the engine over: it is disposed of with this one. */
  constructor(
    private readonly engine: GradientEngine,
    private readonly optimizer: Optimizer,
    private readonly clip: number,
  ) {
    this.name = engine.name;
    this.parameters = engine.parameters;
  }

  capacity(): number {
    return 1;
  }

  async run(steps: readonly TrainingStep[]): Promise<readonly StepOutcome[]> {
    const outcomes: StepOutcome[] = [];
    for (const { batch, controls, learningRate, step, group } of steps) {
      const sums = await this.engine.gradients(batch, controls, batch.rows);
      const changed = group === undefined ? this.parameters : ofGroup(this.parameters, group);
      const gradientNorm = this.optimizer.update(changed, { learningRate, clip: this.clip, step });
      outcomes.push({ ...sums, gradientNorm });
    }
    return outcomes;
  }

  evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    return this.engine.evaluate(batch, controls);
  }

  dispose(): Promise<void> {
    return this.engine.dispose();
  }
}
