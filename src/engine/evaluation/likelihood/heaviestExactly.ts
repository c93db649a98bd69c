/**
 * The draws that weigh most are scored once more, exactly. Where the posterior is a poor proposal, a handful of the draws
 * carries the whole estimate; these are also the ones whose sentences are least like the others', so that a sampled
 * normaliser, right on average, serves them worst.
 */
import { selectDraws } from "./draws";
import type { LikelihoodScorer } from "./scorer";

/** Takes over both scorers. `count`: draws of each sentence that are scored exactly. */
export function heaviestExactly(sampled: LikelihoodScorer, exact: LikelihoodScorer, count: number): LikelihoodScorer {
  return {
    score: async (sentence, draws, signal) => {
      const scores = await sampled.score(sentence, draws, signal);
      const logWeights = scores.map((score, row) => score + draws.logRatios[row]);
      const heaviest = [...logWeights.keys()].sort((a, b) => logWeights[b] - logWeights[a]).slice(0, count);
      const corrected = await exact.score(sentence, selectDraws(draws, heaviest), signal);
      heaviest.forEach((row, place) => {
        scores[row] = corrected[place];
      });
      return scores;
    },
    dispose: async () => {
      await sampled.dispose();
      await exact.dispose();
    },
  };
}
