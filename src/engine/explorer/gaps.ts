/** A text with gaps, as a person writes it: "I ___ to the store". */
import { HomotopyError } from "../../core/errors";
import { hasGap, knownParts } from "../../core/text/gaps";

/**
 * The known text before, between and after the gaps, one part more than there are gaps; "" where a sentence begins or ends
 * with one. Together with what fills the gaps they are the sentence.
 * @throws HomotopyError "bad-input" for a text without gaps, or with nothing else
 */
export function splitAtGaps(text: string): string[] {
  if (!hasGap(text)) {
    const advice = "write ___ (three underscores or more) where something is missing";
    throw new HomotopyError("bad-input", "The text has no gap", "text", advice);
  }
  const known = knownParts(text);
  if (known.every((part) => part === "")) {
    throw new HomotopyError("bad-input", "The text is nothing but a gap", "text", "write at least one word beside it");
  }
  return known;
}
