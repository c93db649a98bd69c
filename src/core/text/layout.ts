/**
 * How a file lays out its sentences: one on each line; whole paragraphs on a line; or prose wrapped at some width, where
 * a blank line ends a paragraph.
 */
export type Layout = "sentences" | "paragraphs" | "wrapped";

/** Sentences a line from which a line is a paragraph. Lists of sentences hold a few pairs: "I'm sick. I need help." */
const PARAGRAPH = 1.6;
/** Narrowest width at which anybody wraps prose. */
const NARROWEST = 40;

/** A terminator, perhaps inside closing quotes or brackets. */
const ENDED = /[.?!…。！？][\p{Pe}\p{Pf}"']*$/u;
/** The end of a sentence within a line: a terminator, a space, then anything but a small letter. */
const INNER_END = /[.?!…]["'”’»)\]]*\s+(?=[^\p{Ll}\s])|[。！？](?=.)/gu;

/** Tells the layout from the beginning of a file (64 kB are plenty; a last line that is cut does no harm). */
export function detectLayout(sample: string): Layout {
  const paragraphs = sample
    .split(/\r?\n[^\S\n]*(?:\r?\n[^\S\n]*)+|\u2029/)
    .map((paragraph) =>
      paragraph
        .split(/\r?\n|\u2028|\r/)
        .map((line) => line.trim())
        .filter((line) => line !== ""),
    )
    .filter((lines) => lines.length > 0);
  const lines = paragraphs.flat();
  if (lines.length === 0) return "sentences";
  if (isWrapped(paragraphs)) return "wrapped";
  const ends = lines.reduce((count, line) => count + (line.match(INNER_END)?.length ?? 0), 0);
  return (ends + lines.length) / lines.length >= PARAGRAPH ? "paragraphs" : "sentences";
}

/**
 * Wrapped lines, but for the last of each paragraph, reach nearly to the margin and mostly stop in mid-sentence.
 * `paragraphs`: the lines of each.
 */
function isWrapped(paragraphs: readonly (readonly string[])[]): boolean {
  const inner = paragraphs.flatMap((lines) => lines.slice(0, -1));
  if (inner.length === 0 || inner.length < paragraphs.length) return false;
  const lengths = inner.map((line) => line.length).sort((a, b) => a - b);
  const margin = lengths[Math.floor(0.95 * (lengths.length - 1))] ?? 0;
  const full = inner.filter((line) => line.length >= 0.75 * margin).length;
  const open = inner.filter((line) => !ENDED.test(line)).length;
  return margin >= NARROWEST && full >= 0.7 * inner.length && open >= 0.6 * inner.length;
}
