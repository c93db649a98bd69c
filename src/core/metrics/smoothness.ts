import { editDistance } from "./editDistance";

/**
 * How straight a homotopy walks: d(first, last) / Σ d(consecutive), with token edit distance d. By the triangle
 * inequality it lies in [0, 1]; 1 is a walk without a detour, and a walk that never leaves its sentence counts as 1.
 */
export function smoothness<T>(sentences: readonly ArrayLike<T>[]): number {
  const walked = sentences.reduce(
    (sum, sentence, index) => (index === 0 ? 0 : sum + editDistance(sentences[index - 1], sentence)),
    0,
  );
  return walked === 0 ? 1 : editDistance(sentences[0], sentences[sentences.length - 1]) / walked;
}
