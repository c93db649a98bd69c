import type { ImputeResult } from "../core/exploration";
import { fixed, table } from "./output";

/** Sentences with the probability of what was missing, and the mean of a token of it. */
export function completionsText({ completions }: ImputeResult): string {
  const rows = completions.map(({ text, gapLogProbability, gapTokens }) => [
    fixed(gapLogProbability),
    fixed(Math.exp(gapLogProbability / gapTokens)),
    text,
  ]);
  return table([["ln p", "a token", "sentence"], ...rows], "rr");
}
