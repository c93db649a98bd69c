/**
 * Logistic regression with an L2 penalty, in float64, by Newton's method: each step solves the normal equations of
 * iteratively reweighted least squares by conjugate gradients, which need the sparse matrix only in products (Lin, Weng and
 * Keerthi 2008, *Trust Region Newton Method for Large-Scale Logistic Regression*; here with a backtracking line search).
 *
 *   minimise Σ_n ln(1 + exp(−y_n (w·x_n + b))) + ½ λ ‖w‖², y_n = ±1; the intercept b is free of the penalty
 */
import { conjugateGradient, dot } from "./conjugateGradient";
import type { Counts } from "./words";

export interface Example {
  readonly features: Counts;
  readonly positive: boolean;
}

export interface LogisticModel {
  /** [features] */
  readonly weights: Float64Array;
  readonly intercept: number;
}

export interface RegressionOptions {
  /** Features are numbered below this. */
  readonly size: number;
  /** λ > 0 */
  readonly penalty: number;
  /** Where to begin. */
  readonly start?: LogisticModel;
}

const MOST_STEPS = 100;
/** Of the gradient's norm, against the number of examples. */
const TOLERANCE = 1e-10;
const LEAST_STEP = 1e-10;
/** Armijo's share of the promised decrease. */
const SUFFICIENT = 1e-4;

/** The minimum, which is unique. */
export function logisticRegression(examples: readonly Example[], options: RegressionOptions): LogisticModel {
  const { size, penalty, start } = options;
  // The intercept is the last of the parameters.
  let parameters = new Float64Array(size + 1);
  if (start !== undefined) parameters.set([...start.weights, start.intercept]);
  let loss = lossAt(examples, parameters, penalty);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { gradient, curvature } = derivatives(examples, parameters, penalty);
    const norm = Math.sqrt(dot(gradient, gradient));
    if (norm <= TOLERANCE * examples.length) break;
    const direction = conjugateGradient(
      (vector) => hessianProduct(examples, curvature, vector, penalty),
      gradient.map((value) => -value),
      Math.min(0.1, Math.sqrt(norm / examples.length)),
    );
    const moved = lineSearch(examples, parameters, direction, { loss, slope: dot(gradient, direction), penalty });
    if (moved === undefined) break;
    parameters = moved.parameters;
    loss = moved.loss;
  }
  return { weights: parameters.slice(0, size), intercept: parameters[size] };
}

/** w·x + b: the log-odds of a positive example. */
export function logit({ weights, intercept }: LogisticModel, { ids, counts }: Counts): number {
  return ids.reduce((sum, id, index) => sum + weights[id] * counts[index], intercept);
}

/** Mean −ln p(class), in nats an example. */
export function logLoss(model: LogisticModel, examples: readonly Example[]): number {
  const total = examples.reduce((sum, { features, positive }) => sum + surprisal(logit(model, features), positive), 0);
  return total / examples.length;
}

/** ln(1 + exp(∓ logit)), without overflow */
export function surprisal(logOdds: number, positive: boolean): number {
  const margin = positive ? logOdds : -logOdds;
  return margin > 0 ? Math.log1p(Math.exp(-margin)) : Math.log1p(Math.exp(margin)) - margin;
}

function lossAt(examples: readonly Example[], parameters: Float64Array, penalty: number): number {
  let loss = (penalty / 2) * parameters.subarray(0, -1).reduce((sum, weight) => sum + weight * weight, 0);
  for (const { features, positive } of examples) loss += surprisal(product(features, parameters), positive);
  return loss;
}

/** The gradient, and p (1 − p) of each example: the weights of the least squares. */
function derivatives(examples: readonly Example[], parameters: Float64Array, penalty: number) {
  const gradient = parameters.map((value) => penalty * value);
  const last = gradient.length - 1;
  gradient[last] = 0;
  const curvature = new Float64Array(examples.length);
  for (const [n, { features, positive }] of examples.entries()) {
    const probability = 1 / (1 + Math.exp(-product(features, parameters)));
    curvature[n] = probability * (1 - probability);
    addTo(gradient, features, probability - (positive ? 1 : 0));
  }
  return { gradient, curvature };
}

/** (Xᵀ D X + λ I) v, the intercept's λ being 0. */
function hessianProduct(
  examples: readonly Example[],
  curvature: Float64Array,
  vector: Float64Array,
  penalty: number,
): Float64Array {
  const result = vector.map((value) => penalty * value);
  result[result.length - 1] = 0;
  for (const [n, { features }] of examples.entries()) addTo(result, features, curvature[n] * product(features, vector));
  return result;
}

interface Progress {
  readonly loss: number;
  /** Of the loss along the direction. */
  readonly slope: number;
  readonly penalty: number;
}

/** The first of the steps 1, ½, ¼ … that makes enough of what the slope promises; none at the limit of precision. */
function lineSearch(
  examples: readonly Example[],
  parameters: Float64Array,
  direction: Float64Array,
  { loss: before, slope, penalty }: Progress,
): { readonly parameters: Float64Array<ArrayBuffer>; readonly loss: number } | undefined {
  for (let length = 1; length >= LEAST_STEP; length /= 2) {
    const candidate = Float64Array.from(parameters, (value, i) => value + length * direction[i]);
    const loss = lossAt(examples, candidate, penalty);
    if (loss <= before + SUFFICIENT * length * slope) return { parameters: candidate, loss };
  }
  return undefined;
}

function product({ ids, counts }: Counts, parameters: Float64Array): number {
  let sum = parameters[parameters.length - 1];
  for (let index = 0; index < ids.length; index++) sum += parameters[ids[index]] * counts[index];
  return sum;
}

function addTo(vector: Float64Array, { ids, counts }: Counts, scale: number): void {
  vector[vector.length - 1] += scale;
  for (let index = 0; index < ids.length; index++) vector[ids[index]] += scale * counts[index];
}
