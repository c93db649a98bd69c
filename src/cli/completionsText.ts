import type { FamiliarityFound, ImputeResult } from "../core/exploration";
import { familiarityLine } from "./familiarity";
import { fixed, table } from "./output";

/** Sentences with the probability of what was missing, and the mean of a token of it; and whether the model hardly knows what is known. */
export function completionsText({ completions, familiarity }: ImputeResult & FamiliarityFound): string {
  const rows = completions.map(({ text, gapLogProbability, gapTokens }) => [
    fixed(gapLogProbability),
    fixed(Math.exp(gapLogProbability / gapTokens)),
    text,
  ]);
  return [table([["ln p", "a token", "sentence"], ...rows], "rr"), ...familiarityLine(familiarity)].join("\n");
}
