/** A text with gaps, as a person writes it: "I ___ to the store". */
import { HomotopyError } from "../../core/errors";
import { normalizeText } from "../../core/text/normalize";

/** Three underscores or more, unless a backslash stands before them; gaps with only space between them are one. */
const GAP = /(?<![\\_])_{3,}(?:\s+_{3,})*/u;
const ESCAPED = /\\(_{3,})/gu;

/**
 * The known text before, between and after the gaps, one part more than there are gaps; "" where a sentence begins or ends
 * with one. Together with what fills the gaps they are the sentence.
 * @throws HomotopyError "bad-input" for a text without gaps, or with nothing else
 */
export function splitAtGaps(text: string): string[] {
  const parts = normalizeText(text)
    .split(GAP)
    .map((part) => part.replace(ESCAPED, "$1"));
  if (parts.length === 1) {
    const advice = "write ___ (three underscores or more) where something is missing";
    throw new HomotopyError("bad-input", "The text has no gap", "text", advice);
  }
  // White space at the ends of a text says nothing.
  const known = parts.map((part, index) => (isEnd(index, parts) && part.trim() === "" ? "" : part));
  if (known.every((part) => part === "")) {
    throw new HomotopyError("bad-input", "The text is nothing but a gap", "text", "write at least one word beside it");
  }
  return known;
}

function isEnd(index: number, parts: readonly string[]): boolean {
  return index === 0 || index === parts.length - 1;
}
