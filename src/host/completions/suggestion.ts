/** What can be shown as ghost text out of what the engine found. */
import type { Completion } from "../../core/exploration";

export interface Suggestion {
  /** What follows the beginning, and nothing else: with a space at its front only if one is needed. */
  readonly text: string;
  /** Geometric mean of the probabilities of its tokens. */
  readonly probability: number;
}

/** More than a line is never shown, and nothing that is not text. */
const UNSHOWABLE = /[\n\r\u2028\u2029\ufffc\ufffd]/;
const ENDED = /[.!?…。！？]["'”’»)\]]*$/u;

/** The suggestions for a beginning in normal form, in the engine's order, no text twice. */
export function suggestionsOf(completions: readonly Completion[], prefix: string): readonly Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const { filled, gapLogProbability, gapTokens } of completions) {
    const [missing = ""] = filled;
    const text = (prefix.endsWith(" ") ? missing.trimStart() : missing).trimEnd();
    const probability = gapTokens > 0 ? Math.exp(gapLogProbability / gapTokens) : 0;
    if (text !== "" && !UNSHOWABLE.test(text) && !found.has(text)) found.set(text, { text, probability });
  }
  return [...found.values()];
}

/** Whether nothing of the sentence is left after a suggestion. */
export function endsSentence({ text }: Suggestion): boolean {
  return ENDED.test(text);
}
