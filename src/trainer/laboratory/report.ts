/** What a study of gradients reports: for each group of weights, each estimator's mean and variance beside the pathwise one. */
import { ESTIMATORS, type Estimator, REFERENCE } from "./estimators";
import type { GradientMoments, GroupMoments } from "./moments";

/** Two means of the same expectation are rarely further apart, whatever the shape of their covariance. */
const AGREEMENT = 3;

/** Of an estimator's gradient by a group of weights; gradients are those of the bound in nats a sentence. */
export interface EstimatorStudy {
  readonly estimator: Estimator;
  /** Norm of the mean over the draws: what is left of noise is in it. */
  readonly meanNorm: number;
  /** Σ of the variances of the group's weights. */
  readonly variance: number;
  /** Of the variance to the pathwise one: so many draws are worth one. Null where that one is exact. */
  readonly ratio: number | null;
  /** Norm of the gradient itself, best known from the pathwise mean, over the noise of one draw. Null without noise. */
  readonly signalToNoise: number | null;
  /** Distance of the mean from the pathwise mean, in standard errors: about 1 where both expect the same. */
  readonly distance: number;
  readonly unbiased: boolean;
}

export interface GroupStudy {
  readonly group: string;
  readonly weights: number;
  readonly estimators: readonly EstimatorStudy[];
}

export interface GradientStudy {
  readonly sentences: number;
  readonly draws: number;
  /** Of one draw of the bound, nats a sentence: mean and standard deviation. What REINFORCE has to work with. */
  readonly bound: { readonly mean: number; readonly deviation: number };
  /** The encoder's groups of weights, then all of them together. */
  readonly groups: readonly GroupStudy[];
  /** The decoder's weights: z is given to them, so that every estimator has the same gradient there. */
  readonly decoder: { readonly weights: number; readonly same: true };
}

export function groupStudies(moments: GradientMoments): GroupStudy[] {
  const { groups } = moments;
  const all = groups.reduce((sum, { size }) => sum + size, 0);
  return [
    ...groups.map(({ name, size }, index) => groupStudy(moments, name, size, index, index + 1)),
    groupStudy(moments, "whole encoder", all, 0, groups.length),
  ];
}

function groupStudy(moments: GradientMoments, group: string, weights: number, first: number, end: number): GroupStudy {
  const reference = moments.of(ESTIMATORS.indexOf(REFERENCE), first, end);
  const estimators = ESTIMATORS.map((estimator, index) =>
    estimatorStudy(estimator, moments.of(index, first, end), reference.variance),
  );
  return { group, weights, estimators };
}

function estimatorStudy(estimator: Estimator, moments: GroupMoments, pathwiseVariance: number): EstimatorStudy {
  const { meanNorm, variance, referenceNorm, meanDifference, standardError } = moments;
  const distance = meanDifference === 0 ? 0 : meanDifference / standardError;
  return {
    estimator,
    meanNorm,
    variance,
    ratio: pathwiseVariance === 0 ? null : variance / pathwiseVariance,
    signalToNoise: variance === 0 ? null : referenceNorm / Math.sqrt(variance),
    distance,
    unbiased: distance <= AGREEMENT,
  };
}
