/**
 * What both methods found, on one scale. An estimate of p(missing | known) shares one probability among the modes of z that a
 * search found. Imputation begins with the beam's, and finds more: of a text that both have found the estimates differ by
 * what all of the two searches differ by, and the beam's are brought down by it.
 */
import type { Completion } from "../../src/core/exploration";
import type { CompletionsState } from "../../src/protocol/panels";

export interface Ranked extends Completion {
  /** Of the probability of all different completions shown. */
  readonly share: number;
  /** Whether the other method has found it, too. */
  readonly isShared: boolean;
}

export interface RankedLists {
  readonly beam: readonly Ranked[];
  readonly icm: readonly Ranked[];
}

export function ranked(state: Pick<CompletionsState, "beam" | "icm">): RankedLists {
  const icm = state.icm?.result.completions ?? [];
  const beam = lowered(state.beam?.result.completions ?? [], icm);
  const different = new Map([...beam, ...icm].map(({ text, gapLogProbability }) => [text, gapLogProbability]));
  // Differences to the greatest, as the probabilities may underflow.
  const greatest = Math.max(...different.values());
  const sum = [...different.values()].reduce((total, log) => total + Math.exp(log - greatest), 0);
  const shareOf = ({ gapLogProbability }: Completion) => Math.exp(gapLogProbability - greatest) / sum;
  const withShares = (own: readonly Completion[], others: readonly Completion[]) =>
    own.map((found) => ({ ...found, share: shareOf(found), isShared: others.some(({ text }) => text === found.text) }));
  return { beam: withShares(beam, icm), icm: withShares(icm, beam) };
}

function lowered(beam: readonly Completion[], icm: readonly Completion[]): readonly Completion[] {
  const found = new Map(icm.map(({ text, gapLogProbability }) => [text, gapLogProbability]));
  const differences = beam
    .map(({ text, gapLogProbability }) => gapLogProbability - (found.get(text) ?? Number.NaN))
    .filter((difference) => !Number.isNaN(difference))
    .sort((a, b) => a - b);
  if (differences.length === 0) return beam;
  const [median] = differences.slice(Math.floor((differences.length - 1) / 2));
  return beam.map((completion) => ({ ...completion, gapLogProbability: completion.gapLogProbability - median }));
}
