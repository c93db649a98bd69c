/** How long a step takes on this machine at the sizes of a run: some are taken, with real sentences, and thrown away. */
import { throwIfCancelled } from "../../core/errors";
import { seeded } from "../../core/random";
import type { NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import type { BatchOptions } from "../corpus/batches";
import { bucketOf } from "../corpus/buckets";
import { layOut } from "../corpus/layOut";
import { initialise } from "../initialise";
import type { TrainingOptions } from "../options";
import { ParameterStore } from "../parameters";
import { batchOptionsOf, trained } from "../run";
import { createStepEngine } from "../step/create";
import type { StepEngine } from "../step/stepEngine";
import { controlsOf } from "../stepPlan";
import { type Point, spread, through } from "./interpolate";
import type { TokenSample } from "./tokenSample";

/** Lengths at which steps are taken. */
const MEASURED_BUCKETS = 3;
const TIMED_MILLISECONDS = 300;
const MOST_TIMED = 3;
/** Steps of one run on a device that takes several. */
const RUN = 8;

export interface MeasuredSteps {
  readonly engine: string;
  /** Trainable weights. */
  readonly weights: number;
  /** Positions of the longest sentences. */
  readonly longest: number;
  /** Of a step, averaged over the lengths of the sentences as training meets them. */
  readonly secondsPerStep: number;
}

/** The sample must not be empty. @throws HomotopyError "unavailable" as the engine does, "cancelled" */
export async function measureSteps(
  options: TrainingOptions,
  network: NetworkConfig,
  sample: TokenSample,
  signal: AbortSignal | undefined,
): Promise<MeasuredSteps> {
  const batches = batchOptionsOf(options, network, { histogram: sample.histogram, special: sample.tokenizer.special });
  const store = ParameterStore.create(trained(network, options));
  initialise(store, options.seed);
  const engine = await createStepEngine(store, options, () => undefined);
  try {
    const points: Point[] = [];
    for (const bucket of spread(batches.buckets.length, MEASURED_BUCKETS)) {
      throwIfCancelled(signal, "measuring a step");
      const batch = batchOf(sample, bucket, batches);
      points.push({ x: batch.time, y: await timed(engine, batch, options, signal) });
    }
    return {
      engine: engine.name,
      weights: store.count,
      longest: batches.buckets.at(-1) ?? 0,
      secondsPerStep: average(sample.histogram, batches.buckets, through(points)),
    };
  } finally {
    await engine.dispose();
  }
}

/** A batch of a bucket's sentences, which come again if there are few. */
function batchOf(sample: TokenSample, bucket: number, options: BatchOptions): Batch {
  const own = sample.sentences.filter((ids) => bucketOf(options.buckets, ids.length + 1) === bucket);
  const rows = Math.min(options.rows, sample.sentences.length);
  const sentences = Array.from({ length: rows }, (_, number) => ({ number, tokens: own[number % own.length] }));
  return layOut(sentences, options.buckets[bucket], options, (purpose) =>
    seeded(options.seed, "plan", purpose, bucket),
  );
}

/** Seconds of a step, once its graph is there. */
async function timed(
  engine: StepEngine,
  batch: Batch,
  options: TrainingOptions,
  signal: AbortSignal | undefined,
): Promise<number> {
  const step = { batch, controls: controlsOf(options), learningRate: options.learningRate, step: 1 };
  await engine.run([step]);
  const run = Array.from({ length: Math.min(RUN, engine.capacity(batch)) }, () => step);
  const began = performance.now();
  let steps = 0;
  for (let runs = 0; runs < MOST_TIMED && performance.now() - began < TIMED_MILLISECONDS; runs++) {
    throwIfCancelled(signal, "measuring a step");
    await engine.run(run);
    steps += run.length;
  }
  return (performance.now() - began) / 1000 / steps;
}

/** Over the sentences: each bucket has as many batches as its share of them. */
function average(histogram: readonly number[], buckets: readonly number[], seconds: (time: number) => number): number {
  let [sum, sentences] = [0, 0];
  for (const [time, count] of histogram.entries()) {
    const end = buckets[bucketOf(buckets, time)];
    if (count === 0 || end === undefined) continue;
    sum += count * seconds(end);
    sentences += count;
  }
  return sum / Math.max(1, sentences);
}
