/**
 * Several steps in one run of a graph that holds optimiser and clipping too (`residentGraph.ts`): the form for a GPU, where
 * fetching a gradient costs more than computing it. Weights and moments go in and come out once a run.
 *
 * onnxruntime-node can leave tensors with the runtime between runs only for WebGPU; with runs of `RUN_LENGTH` steps the
 * way to and fro is a small part on every provider.
 */
import type { Tensor } from "onnxruntime-node";
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import { lastName } from "../tracing/loop";
import { CompiledGradientEngine } from "./compiled";
import { type Feeds, float } from "./compiledFeeds";
import { type Bucket, describeBucket } from "./compiledGraph";
import { CompiledSessions, type SessionSettings } from "./compiledSessions";
import type { Evaluation, ObjectiveControls } from "./gradients";
import { lastTargets, type State, stateFeeds, statesOf, stepFeeds } from "./residentFeeds";
import { traceSteps } from "./residentGraph";
import { RunPace } from "./runPace";
import type { StepEngine, StepOutcome, TrainingStep, UpdateRule } from "./stepEngine";

const RUN_LENGTH = 16;

export class ResidentStepEngine implements StepEngine {
  readonly name: string;
  readonly runLength = RUN_LENGTH;
  readonly #sessions: CompiledSessions;
  readonly #evaluation: CompiledGradientEngine;
  readonly #states: readonly State[];
  readonly #feeds: Feeds;
  readonly #targets: Feeds;
  readonly #pace: RunPace;

  constructor(
    readonly parameters: ParameterStore,
    private readonly rule: UpdateRule,
    settings: SessionSettings = {},
    now: () => number = () => performance.now(),
  ) {
    this.#sessions = new CompiledSessions(parameters.config, settings, (config, bucket) =>
      traceSteps(config, bucket, rule.optimizer),
    );
    this.#evaluation = new CompiledGradientEngine(parameters, settings);
    this.#states = statesOf(parameters, rule);
    this.#feeds = stateFeeds(this.#states);
    this.#targets = lastTargets(this.#states);
    this.#pace = new RunPace(RUN_LENGTH, now);
    this.name = `resident on ${this.#sessions.description}`;
  }

  capacity(batch: Batch): number {
    return this.#pace.steps(describeBucket(bucketOf(batch)), batch.rows * batch.time);
  }

  async run(steps: readonly TrainingStep[]): Promise<readonly StepOutcome[]> {
    const [first] = steps;
    if (first === undefined) return [];
    if (steps.some(({ group }) => group !== undefined)) throw new RangeError("Resident steps change all weights");
    const { config } = this.parameters;
    const bucket = bucketOf(first.batch);
    const results = resultTargets(steps.length);
    const size = steps.length * first.batch.rows * first.batch.time;
    await this.#pace.timed(describeBucket(bucket), size, () =>
      this.#sessions.run(
        bucket,
        { ...this.#feeds, ...stepFeeds(steps, config, this.rule) },
        { ...results, ...this.#targets },
      ),
    );
    // ONNX Runtime must not write where it still reads, so the new state comes back beside the old one.
    for (const { name, values } of this.#states) values.set(floats(this.#targets[lastName(name)]));
    return steps.map((_, index) => outcome(results, index));
  }

  evaluate(batch: Batch, controls: ObjectiveControls): Promise<Evaluation> {
    return this.#evaluation.evaluate(batch, controls);
  }

  async dispose(): Promise<void> {
    await Promise.all([this.#sessions.dispose(), this.#evaluation.dispose()]);
  }
}

function bucketOf({ rows, time, dropout }: Batch): Bucket {
  return { purpose: "steps", rows, time, dropout: dropout !== undefined };
}

/** Where the outcome of each step comes back. */
function resultTargets(count: number): Feeds {
  const column = (): Tensor => float(new Float32Array(count), [count]);
  return { "reconstruction.sum": column(), "kl.sum": column(), "objective.sum": column(), norm: column() };
}

function outcome(results: Feeds, index: number): StepOutcome {
  const at = (name: string): number => floats(results[name])[index] ?? Number.NaN;
  return {
    reconstruction: at("reconstruction.sum"),
    kl: at("kl.sum"),
    objective: at("objective.sum"),
    gradientNorm: at("norm"),
  };
}

function floats(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  throw new TypeError("The run has no such output");
}
