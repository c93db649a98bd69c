/** With the package's step decoder, whatever network is behind it: one run a token. */
import { scoreSentences } from "../../../core/decoding/scoring";
import type { OpenModel } from "../../openModel";
import { inRows, type LikelihoodScorer } from "./scorer";

/** The step decoder makes [rows, vocabulary] a few times over. */
export function steppingScorer({ decoder }: Pick<OpenModel, "decoder">, mostRows: number): LikelihoodScorer {
  return {
    score: ({ tokens }, draws, signal) =>
      inRows(draws, mostRows, (part, count) =>
        scoreSentences(decoder, part, Array<readonly number[]>(count).fill(tokens), signal),
      ),
    dispose: async () => {},
  };
}
