/** The places of a document that a result goes to, and what becomes of them when it is there: offsets, no editor. */
import type { Span } from "../../core/text/cursor/sentenceWithGaps";
import { type Change, leastChange } from "../../core/text/cursor/verbatim";

export interface Spots {
  /** Where the text of each gap goes: into the first of its spans, and the others are taken out. */
  readonly gaps: readonly (readonly Span[])[];
  /** The whole sentence, if it stands in the document word for word. */
  readonly sentence?: Span;
}

export interface Filling {
  /** In order, none touching another. */
  readonly changes: readonly Change[];
  /** The same places afterwards, so that another result can take this one's place. */
  readonly after: Spots;
}

export function fillingOf({ gaps, sentence }: Spots, texts: readonly string[]): Filling {
  const changes = gaps.flatMap((spans, gap) =>
    spans.map((span, index) => ({ ...span, text: index > 0 ? "" : texts[gap] })),
  );
  const moved = ({ start, end }: Span) => ({
    start: movedBy(changes, start, "start"),
    end: movedBy(changes, end, "end"),
  });
  return {
    changes,
    after: { gaps: gaps.map((spans) => spans.map(moved)), ...(sentence && { sentence: moved(sentence) }) },
  };
}

/** @param source of the sentence's span */
export function rewritingOf(source: string, sentence: Span, wanted: string): Filling {
  const { start, end, text } = leastChange(source, wanted);
  const change = { start: sentence.start + start, end: sentence.start + end, text };
  const longer = text.length - (end - start);
  return { changes: [change], after: { gaps: [], sentence: { start: sentence.start, end: sentence.end + longer } } };
}

/** The stretch that all of them are in. */
export function extentOf({ gaps, sentence }: Spots): Span {
  const spans = [...gaps.flat(), ...(sentence ? [sentence] : [])];
  return { start: Math.min(...spans.map(({ start }) => start)), end: Math.max(...spans.map(({ end }) => end)) };
}

/** What is inserted at the beginning of a span belongs to it, and so does what is inserted at its end. */
function movedBy(changes: readonly Change[], offset: number, side: "start" | "end"): number {
  const before = changes.filter(({ end, start }) =>
    side === "start" ? end <= offset && start < offset : end <= offset,
  );
  return before.reduce((sum, { start, end, text }) => sum + text.length - (end - start), offset);
}
