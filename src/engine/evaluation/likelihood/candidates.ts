/**
 * A fixed number of tokens drawn without replacement, token j with the chance π_j = min(1, c·p_j): the probable ones surely,
 * the rest in proportion. Σ_j a_j / π_j over those drawn then estimates Σ_j a_j without bias, and well wherever a_j is
 * nearly proportional to p_j. Madow 1949 (systematic sampling), Horvitz and Thompson 1952 (the estimator).
 */
import type { Random } from "../../../core/random";

export interface Candidates {
  /** [count], ascending; the last one again and again where fewer tokens have a chance. */
  readonly tokens: Int32Array;
  /** ln π of each; +∞ where a token stands only to fill up. */
  readonly logChances: Float64Array;
}

/** `probabilities` are [V] and need not add up to 1: one of 0 is never drawn, one of ∞ always. */
export function drawCandidates(probabilities: Float32Array, count: number, random: Random): Candidates {
  const { factor, unsure } = inclusion(probabilities, count);
  const tokens = new Int32Array(count);
  const logChances = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let found = 0;
  // The unsure tokens lie end to end on a line, each as long as its chance; marks stand one apart from a random start.
  const start = random.uniform();
  let marks = 0;
  let end = 0;
  for (let token = 0; token < probabilities.length; token++) {
    const chance = factor * probabilities[token];
    const sure = !(chance < 1);
    if (!sure) {
      end += chance;
      if (end <= start + marks || marks === unsure) continue;
      marks++;
    }
    tokens[found] = token;
    logChances[found] = sure ? 0 : Math.log(chance);
    found++;
  }
  return { tokens: tokens.fill(tokens[Math.max(0, found - 1)], found), logChances };
}

/**
 * c, so that Σ_j min(1, c·p_j) is the number wanted, and how many of these are not sure: as some tokens become sure, the
 * others share what is left.
 */
function inclusion(probabilities: Float32Array, count: number): { readonly factor: number; readonly unsure: number } {
  let factor = 0;
  for (;;) {
    let sure = 0;
    let rest = 0;
    for (const probability of probabilities) {
      if (factor * probability < 1) rest += probability;
      else sure++;
    }
    const next = (count - sure) / rest;
    if (rest === 0 || sure >= count || next <= factor) return { factor, unsure: Math.max(0, count - sure) };
    factor = next;
  }
}
