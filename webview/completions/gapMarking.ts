/** A gap in the place of words, as a person selects them in a field. */
import { GAP_MARK } from "../../src/core/text/gaps";

/**
 * The text with a gap where the selection is, without the space round it; of an empty selection, where the word at the
 * cursor is or, between words, at the cursor.
 */
export function withGap(text: string, from: number, to: number): string {
  const [start, end] = from < to ? trimmed(text, from, to) : wordAt(text, from);
  return text.slice(0, start) + GAP_MARK + text.slice(end);
}

function trimmed(text: string, from: number, to: number): readonly [number, number] {
  const selected = text.slice(from, to);
  if (selected.trim() === "") return [from, to];
  return [from + selected.length - selected.trimStart().length, to - selected.length + selected.trimEnd().length];
}

function wordAt(text: string, at: number): readonly [number, number] {
  const before = /[\p{L}\p{M}\p{N}'’_-]*$/u.exec(text.slice(0, at))?.[0] ?? "";
  const after = /^[\p{L}\p{M}\p{N}'’_-]*/u.exec(text.slice(at))?.[0] ?? "";
  return [at - before.length, at + after.length];
}
