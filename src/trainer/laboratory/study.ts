/**
 * The gradient laboratory: for the same sentences, weights and noise, the gradient of the bound by the encoder's weights as
 * REINFORCE and as the pathwise derivative estimate it. What made Kingma and Welling 2013 (§2.2: REINFORCE "exhibits very
 * high variance") and Bowman et al. 2015 choose the latter is then a ratio in a table.
 */
import { fillNormal, seeded } from "../../core/random";
import type { Batch } from "../corpus/batch";
import type { ParameterStore } from "../parameters";
import { Average } from "./average";
import { Baselines, ESTIMATORS, REFERENCE, signalsOf } from "./estimators";
import { GradientMoments } from "./moments";
import { type GradientStudy, groupStudies } from "./report";
import { latentsOf, rewardsOf, type Signal } from "./signals";
import { StudiedNetwork } from "./studied";

/** Draws that only teach the baselines: REINFORCE is not to be judged by a baseline that knows nothing yet. */
const BASELINE_DRAWS = 10;
export interface StudyRequest {
  readonly store: ParameterStore;
  /** The sentences; the batches' own noise is not used. */
  readonly batches: readonly Batch[];
  /** At least 2. */
  readonly draws: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
}

/** Computes on the current TensorFlow.js backend. Memory does not grow with the draws. */
export async function studyGradients(request: StudyRequest): Promise<GradientStudy> {
  const { store, batches, draws, seed, onProgress } = request;
  const network = new StudiedNetwork(store, batches);
  try {
    const sentences = batches.reduce((sum, { rows }) => sum + rows, 0);
    const meanReward = new Average();
    const subjects = batches.map((batch) => new Subject(network, batch, meanReward));
    const moments = new GradientMoments(network.groups, ESTIMATORS.length, ESTIMATORS.indexOf(REFERENCE));
    const bound = new Average();
    for (let draw = -BASELINE_DRAWS; draw < draws; draw++) {
      const gradients = ESTIMATORS.map(() => new Float32Array(network.size));
      for (const [index, subject] of subjects.entries()) {
        const noise = fillNormal(new Float32Array(subject.latents), seeded(seed, "gradients", draw, index));
        if (draw < 0) subject.learn(noise);
        else for (const reward of subject.addGradients(noise, 1 / sentences, gradients)) bound.add(reward);
      }
      if (draw >= 0) moments.add(gradients);
      onProgress?.(Math.max(0, draw + 1));
      // Lets an interruption through.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return {
      sentences,
      draws,
      bound: { mean: bound.value, deviation: bound.deviation },
      groups: groupStudies(moments),
      decoder: { weights: decoderWeights(store), same: true },
    };
  } finally {
    network.dispose();
  }
}

/** A batch with its posteriors, which are the same in every draw, and its baselines. */
class Subject {
  readonly latents: number;
  readonly #posterior: Signal;
  readonly #baselines: Baselines;

  constructor(
    private readonly network: StudiedNetwork,
    private readonly batch: Batch,
    meanReward: Average,
  ) {
    this.#posterior = network.posterior(batch);
    this.latents = this.#posterior.mean.length;
    this.#baselines = new Baselines(batch.rows, meanReward);
  }

  learn(noise: Float32Array): void {
    const draw = { ...this.#posterior, noise };
    this.#baselines.learn(rewardsOf(draw, this.network.logLikelihood(this.batch, latentsOf(draw))));
  }

  /** Adds each estimator's gradient, times `scale`, and returns the rewards. */
  addGradients(noise: Float32Array, scale: number, gradients: readonly Float32Array[]): Float64Array {
    const draw = { ...this.#posterior, noise };
    const { values, slope } = this.network.likelihood(this.batch, latentsOf(draw));
    const rewards = rewardsOf(draw, values);
    const signals = signalsOf(draw, rewards, slope, this.#baselines);
    for (const [index, estimator] of ESTIMATORS.entries()) {
      this.network.addGradient(this.batch, signals[estimator], scale, gradients[index]);
    }
    this.#baselines.learn(rewards);
    return rewards;
  }
}

/** The embedding is counted here: the decoder reads it too. */
function decoderWeights(store: ParameterStore): number {
  const ofDecoder = store.parameters.filter(({ name }) => !/^(encoder|posterior)\./.test(name));
  return ofDecoder.reduce((sum, { value }) => sum + value.length, 0);
}
