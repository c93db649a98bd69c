/**
 * Gaps of a sentence, as a person writes them: "I ___ to the store". A sentence without gaps is a beginning, whose end is
 * what is missing.
 */
import { normalizeText } from "./normalize";

export const GAP_MARK = "___";

/** Three underscores or more, unless a backslash stands before them; gaps with only space between them are one. */
const GAP = /(?<![\\_])_{3,}(?:\s+_{3,})*/u;
const ESCAPED = /\\(_{3,})/gu;
const UNDERSCORES = /_{3,}/gu;
const WORD_AT_START = /^[\p{L}\p{M}\p{N}]/u;

export function hasGap(text: string): boolean {
  return GAP.test(text);
}

/** A text in which no underscores are a gap. */
export function withoutGapMarks(text: string): string {
  return text.replace(UNDERSCORES, "\\$&");
}

/**
 * The known text before, between and after what is missing, one part more than there are gaps; "" where a sentence begins
 * or ends with one. Of a beginning, the beginning as it stands and "".
 */
export function knownParts(text: string): string[] {
  if (!hasGap(text)) return [text.replace(ESCAPED, "$1"), ""];
  const parts = normalizeText(text)
    .split(GAP)
    .map((part) => part.replace(ESCAPED, "$1"));
  // White space at the ends of a text says nothing.
  return parts.map((part, index) => (index % (parts.length - 1) === 0 && part.trim() === "" ? "" : part));
}

/**
 * What to put between the known parts to have the text, from what was found for each gap: a word that could not go on into
 * what follows it has a space more.
 * @returns nothing if the parts and their fillings are not the text
 */
export function fillingsOf(text: string, known: readonly string[], filled: readonly string[]): string[] | undefined {
  if (filled.length !== known.length - 1) return undefined;
  let at = known[0].length;
  const exact = filled.map((filling, index) => {
    const next = known[index + 1];
    const end = at + filling.length;
    const space =
      WORD_AT_START.test(next) && !text.startsWith(next, end) && text.startsWith(` ${next}`, end) ? " " : "";
    at = end + space.length + next.length;
    return filling + space;
  });
  return known.map((part, index) => part + (exact[index] ?? "")).join("") === text ? exact : undefined;
}
