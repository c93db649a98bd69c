/**
 * The mathematics of the sentence VAE and of its language model in float64 and plain loops: slow, short and independent of every tensor library, so that
 * the network, its gradients (by finite differences) and the exported graphs can all be held against it.
 *
 * LSTM: Hochreiter and Schmidhuber 1997 with forget gates, no peepholes; gates along 4H in the order input, output, forget,
 * cell. Bound: Kingma and Welling 2013, equation 10. Free bits: Li et al. 2019.
 */
import { featureWidth, isLanguageModel, type NetworkConfig, pooledWidth } from "../../src/model/family/network";
import type { Batch } from "../../src/trainer/corpus/batch";

/** Weights by name, each flat and row-major, in float64. */
export type ReferenceWeights = ReadonlyMap<string, Float64Array>;

export interface ReferenceControls {
  readonly klWeight: number;
  /** λ: nats of KL a dimension of each sentence that are free. */
  readonly freeBits: number;
  /** Λ: nats of KL of each sentence that are free. */
  readonly freeBitsTotal?: number;
}

export interface ReferenceEvaluation {
  /** Σ −ln p(x|z) over the batch. */
  readonly reconstruction: number;
  /** Σ KL(q(z|x) ‖ N(0, I)) over the batch. */
  readonly kl: number;
  /** reconstruction + w · Σ over sentences of max(Λ, Σ over dimensions of max(λ, KL_d)). */
  readonly objective: number;
  /** [B·L] */
  readonly mean: Float64Array;
  /** [B·L] */
  readonly logVariance: Float64Array;
  /** [B·L] z = mean + σ·noise */
  readonly latents: Float64Array;
  /** [T·B] ln p of each target, whatever its weight. */
  readonly targetLogProbabilities: Float64Array;
}

/** Hidden and cell state of one row, [H] each. */
export interface ReferenceState {
  readonly h: Float64Array;
  readonly c: Float64Array;
}

export function referenceElbo(
  config: NetworkConfig,
  weights: ReferenceWeights,
  batch: Batch,
  controls: ReferenceControls,
): ReferenceEvaluation {
  const { rows, time } = batch;
  const { embedding: E, latent: L } = config;
  const F = featureWidth(config);
  const mean = new Float64Array(rows * L);
  const logVariance = new Float64Array(rows * L);
  const latents = new Float64Array(rows * L);
  const targetLogProbabilities = new Float64Array(time * rows);
  let reconstruction = 0;
  let kl = 0;
  let penalty = 0;

  for (let row = 0; row < rows; row++) {
    const at = (t: number) => t * rows + row;
    const encoderInputs: Float64Array[] = [];
    for (let t = 0; t < time; t++) {
      // The mask holds the state at zero through the padding in front, which is the same as not reading it.
      if (isLanguageModel(config) || batch.encoderMask[at(t)] === 0) continue;
      const embedded = referenceEmbedding(config, weights, batch.encoderTokens[at(t)]);
      encoderInputs.push(masked(embedded, batch.dropout?.encoderInput, at(t) * E));
    }
    const posterior = isLanguageModel(config) ? NO_POSTERIOR : referencePosterior(config, weights, encoderInputs);
    mean.set(posterior.mean, row * L);
    logVariance.set(posterior.logVariance, row * L);

    const z = posterior.mean.map((mu, d) => mu + Math.exp(posterior.logVariance[d] / 2) * batch.noise[row * L + d]);
    latents.set(z, row * L);
    let charged = 0;
    for (let d = 0; d < L; d++) {
      const divergence = klToPrior(posterior.mean[d], posterior.logVariance[d]);
      kl += divergence;
      charged += Math.max(controls.freeBits, divergence);
    }
    penalty += Math.max(controls.freeBitsTotal ?? 0, charged);

    let state = referenceInitialState(config, weights, z);
    for (let t = 0; t < time; t++) {
      const embedded = referenceEmbedding(config, weights, batch.decoderTokens[at(t)]);
      state = decoderCell(weights, masked(embedded, batch.dropout?.decoderInput, at(t) * E), z, state);
      const features = masked(referenceFeatures(config, weights, state.h, z), batch.dropout?.output, at(t) * F);
      const logProbability = referenceLogSoftmax(referenceLogits(config, weights, features))[batch.targets[at(t)]];
      targetLogProbabilities[at(t)] = logProbability;
      reconstruction -= batch.targetWeights[at(t)] * logProbability;
    }
  }
  const objective = reconstruction + controls.klWeight * penalty;
  return { reconstruction, kl, objective, mean, logVariance, latents, targetLogProbabilities };
}

const NO_POSTERIOR = { mean: new Float64Array(0), logVariance: new Float64Array(0) };

/** q(z|x) from the embeddings of one sentence and its end mark, in the order in which the encoder reads them. */
export function referencePosterior(
  config: NetworkConfig,
  weights: ReferenceWeights,
  inputs: readonly Float64Array[],
): { readonly mean: Float64Array; readonly logVariance: Float64Array } {
  const { hidden: H, latent: L } = config;
  const input = weight(weights, "encoder.input");
  const recurrent = weight(weights, "encoder.recurrent");
  let state: ReferenceState = { h: new Float64Array(H), c: new Float64Array(H) };
  const sum = new Float64Array(H);
  for (const x of inputs) {
    const gates = Float64Array.from(weight(weights, "encoder.bias"));
    addProduct(gates, x, input);
    addProduct(gates, state.h, recurrent);
    state = cell(gates, state.c);
    for (let j = 0; j < H; j++) sum[j] += state.h[j];
  }
  const pooled = new Float64Array(pooledWidth(config));
  pooled.set(state.h);
  if (config.pooling === "last-mean") {
    pooled.set(
      sum.map((total) => total / Math.max(1, inputs.length)),
      H,
    );
  }
  const both = Float64Array.from(weight(weights, "posterior.bias"));
  addProduct(both, pooled, weight(weights, "posterior.weight"));
  const [mean, logVariance] = [both.slice(0, L), both.slice(L)];
  return config.delta === undefined ? { mean, logVariance } : committed(mean, logVariance, config.delta);
}

/** The posterior with a committed rate of Razavi et al. 2019, section 2.2: |μ| ≥ √(2δ + 1 + ln σ² − σ²). */
function committed(u: Float64Array, s: Float64Array, delta: number) {
  const excess = (logVariance: number): number => 2 * delta + 1 + logVariance - Math.exp(logVariance);
  const lower = zeroOf(excess, -(2 * delta + 1), 0);
  const upper = zeroOf(excess, 2 * delta + 2, 0);
  const logVariance = s.map((value) => lower + (upper - lower) * sigmoid(value));
  const margin = 1e-5 * (1 + 2 * delta);
  const mean = u.map((value, d) => {
    const distance = Math.sqrt(Math.max(0, excess(logVariance[d])) + margin + value * value);
    return value < 0 ? -distance : distance;
  });
  return { mean, logVariance };
}

/** By bisection: the function is negative at the first point and not at the second. */
function zeroOf(of: (x: number) => number, negative: number, other: number): number {
  let [outside, inside] = [negative, other];
  for (let round = 0; round < 200; round++) {
    const middle = (outside + inside) / 2;
    if (of(middle) < 0) outside = middle;
    else inside = middle;
  }
  return inside;
}

/** The decoder's state before the first token: [h0 | c0] = tanh(z·W + b), and zero without z. */
export function referenceInitialState(
  config: NetworkConfig,
  weights: ReferenceWeights,
  z: Float64Array,
): ReferenceState {
  if (isLanguageModel(config)) return { h: new Float64Array(config.hidden), c: new Float64Array(config.hidden) };
  const both = Float64Array.from(weight(weights, "initial.bias"));
  addProduct(both, z, weight(weights, "initial.weight"));
  const squashed = both.map(Math.tanh);
  return { h: squashed.slice(0, config.hidden), c: squashed.slice(config.hidden) };
}

/** One step of the decoder without dropout: the next state and ln p of every next token. */
export function referenceStep(
  config: NetworkConfig,
  weights: ReferenceWeights,
  token: number,
  z: Float64Array,
  state: ReferenceState,
): { readonly state: ReferenceState; readonly logProbabilities: Float64Array } {
  const next = decoderCell(weights, referenceEmbedding(config, weights, token), z, state);
  const features = referenceFeatures(config, weights, next.h, z);
  return { state: next, logProbabilities: referenceLogSoftmax(referenceLogits(config, weights, features)) };
}

/** Row `token` of the embedding matrix, [E]. */
export function referenceEmbedding(config: NetworkConfig, weights: ReferenceWeights, token: number): Float64Array {
  return weight(weights, "embedding").slice(token * config.embedding, (token + 1) * config.embedding);
}

/** KL(N(mean, e^logVariance) ‖ N(0, 1)) of one dimension. */
export function klToPrior(mean: number, logVariance: number): number {
  return (mean * mean + Math.exp(logVariance) - 1 - logVariance) / 2;
}

export function referenceLogSoftmax(logits: Float64Array): Float64Array {
  const greatest = logits.reduce((a, b) => Math.max(a, b));
  const normaliser = greatest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - greatest), 0));
  return logits.map((logit) => logit - normaliser);
}

function decoderCell(
  weights: ReferenceWeights,
  embedded: Float64Array,
  z: Float64Array,
  state: ReferenceState,
): ReferenceState {
  const gates = Float64Array.from(weight(weights, "decoder.bias"));
  addProduct(gates, embedded, weight(weights, "decoder.input"));
  if (z.length > 0) addProduct(gates, z, weight(weights, "decoder.latent"));
  addProduct(gates, state.h, weight(weights, "decoder.recurrent"));
  return cell(gates, state.c);
}

function referenceFeatures(
  config: NetworkConfig,
  weights: ReferenceWeights,
  h: Float64Array,
  z: Float64Array,
): Float64Array {
  const features = config.tied ? new Float64Array(config.embedding) : Float64Array.from(h);
  if (config.tied) addProduct(features, h, weight(weights, "output.projection"));
  if (config.skip) addProduct(features, z, weight(weights, "output.latent"));
  return features;
}

function referenceLogits(config: NetworkConfig, weights: ReferenceWeights, features: Float64Array): Float64Array {
  const logits = Float64Array.from(weight(weights, "output.bias"));
  if (!config.tied) {
    addProduct(logits, features, weight(weights, "output.weight"));
    return logits;
  }
  const embedding = weight(weights, "embedding");
  const E = config.embedding;
  for (let token = 0; token < config.vocabulary; token++) {
    for (let e = 0; e < E; e++) logits[token] += features[e] * embedding[token * E + e];
  }
  return logits;
}

/** c' = f·c + i·tanh(c~), h' = o·tanh(c'); `gates` is [4H] before the non-linearities. */
function cell(gates: Float64Array, c: Float64Array): ReferenceState {
  const H = c.length;
  const nextC = c.map(
    (value, j) => sigmoid(gates[2 * H + j]) * value + sigmoid(gates[j]) * Math.tanh(gates[3 * H + j]),
  );
  return { c: nextC, h: nextC.map((value, j) => sigmoid(gates[H + j]) * Math.tanh(value)) };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function masked(values: Float64Array, mask: Float32Array | undefined, offset: number): Float64Array {
  return mask ? values.map((value, index) => value * mask[offset + index]) : values;
}

/** out += x·W with x [m], W [m, n] row-major and out [n]. */
function addProduct(out: Float64Array, x: Float64Array, W: Float64Array): void {
  const n = out.length;
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < n; j++) out[j] += x[i] * W[i * n + j];
  }
}

function weight(weights: ReferenceWeights, name: string): Float64Array {
  const values = weights.get(name);
  if (!values) throw new RangeError(`No weight named ${name}`);
  return values;
}
