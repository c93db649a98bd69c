import { editDistance } from "./editDistance";

/**
 * How straight a homotopy walks: d(first, last) / Σ d(consecutive), with token edit distance d. By the triangle
 * inequality it lies in [0, 1]; 1 is a walk without a detour, and a walk that never leaves its sentence counts as 1.
 */
export function smoothness<T>(sentences: readonly ArrayLike<T>[]): number {
  const walked = walkedDistance(sentences);
  return walked === 0 ? 1 : editDistance(sentences[0], sentences[sentences.length - 1]) / walked;
}

export interface WalkSummary {
  readonly pairs: number;
  /** Mean smoothness of the homotopies that leave their sentence; null if none does. */
  readonly mean: number | null;
  /** Share of the homotopies that decode to one sentence all along, as every one of a collapsed model does. */
  readonly still: number;
}

/** Over many homotopies, each the sentences at evenly spaced points. */
export function summarizeWalks<T>(walks: readonly (readonly ArrayLike<T>[])[]): WalkSummary {
  const moving = walks.filter((walk) => walkedDistance(walk) > 0);
  const sum = moving.reduce((total, walk) => total + smoothness(walk), 0);
  return {
    pairs: walks.length,
    mean: moving.length === 0 ? null : sum / moving.length,
    still: walks.length === 0 ? 0 : 1 - moving.length / walks.length,
  };
}

function walkedDistance<T>(sentences: readonly ArrayLike<T>[]): number {
  return sentences.reduce(
    (sum, sentence, index) => (index === 0 ? 0 : sum + editDistance(sentences[index - 1], sentence)),
    0,
  );
}
