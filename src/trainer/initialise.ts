/** Random initial weights: a function of the seed and of each weight's name, so that adding a weight changes no other. */
import { seeded } from "../core/random";
import type { ParameterStore } from "./parameters";

/** Bound of the uniform embeddings. */
const EMBEDDING_BOUND = 0.1;
/** Initial ln σ²: posteriors start narrow, so that z carries something from the first step. */
const INITIAL_LOG_VARIANCE = -1;

/** Uniform ±√(3/fan-in) matrices (unit gain), zero biases; forget gates start open (Jozefowicz et al. 2015). */
export function initialise(store: ParameterStore, seed: number, only?: (name: string) => boolean): void {
  for (const { name, shape, value } of store.parameters) {
    if (only !== undefined && !only(name)) continue;
    if (shape.length === 1) value.fill(0);
    else fillUniform(value, name === "embedding" ? EMBEDDING_BOUND : Math.sqrt(3 / shape[0]), seed, name);
  }
  const { hidden, latent } = store.config;
  for (const { name, value } of store.parameters) {
    if (only !== undefined && !only(name)) continue;
    if (name === "posterior.bias") value.fill(INITIAL_LOG_VARIANCE, latent);
    if (name === "encoder.bias" || name === "decoder.bias") value.fill(1, 2 * hidden, 3 * hidden);
  }
}

/**
 * Starts everything that is not the encoder afresh, with the optimiser's moments: a decoder that has learnt to read an
 * autoencoder's latents exactly would not let the KL term spread them out (Li et al. 2019, §3).
 */
export function resetDecoder(store: ParameterStore, seed: number): void {
  const ofEncoder = (name: string): boolean => name === "embedding" || /^(encoder|posterior)\./.test(name);
  initialise(store, seed, (name) => !ofEncoder(name));
  for (const { firstMoment, secondMoment } of store.parameters) {
    firstMoment.fill(0);
    secondMoment.fill(0);
  }
}

function fillUniform(values: Float32Array, bound: number, seed: number, name: string): void {
  const random = seeded(seed, "initial", name);
  for (let index = 0; index < values.length; index++) values[index] = bound * (2 * random.uniform() - 1);
}
