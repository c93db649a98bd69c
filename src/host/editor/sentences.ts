/** Sentences out of the texts of an editor's selections. */
import { normalizePrefix } from "../../core/text/normalize";
import { splitSentences } from "../../core/text/sentences";

/**
 * The two sentences of a path, as far as the selections say: the first of each of two selections, of two lines, or the two
 * sentences of one selection.
 * @returns two, one (a start without an end) or none
 */
export function endsOf(texts: readonly string[]): readonly string[] {
  if (texts.length >= 2) return texts.slice(0, 2).flatMap(firstSentence);
  const [text = ""] = texts;
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  if (lines.length === 2) return lines.flatMap(firstSentence);
  const sentences = splitSentences(text);
  return sentences.length === 2 ? sentences : sentences.slice(0, 1);
}

function firstSentence(text: string): string[] {
  return splitSentences(text).slice(0, 1);
}

/** A letter after a text shows whether a new sentence would begin there. */
const PROBE = "X";

/**
 * The last sentence of a text that goes on, in normal form: with one space at the end if its last word is complete, and
 * empty if the next word begins a new sentence.
 */
export function lastSentence(text: string): string {
  const probed = splitSentences(`${text}${PROBE}`).at(-1) ?? PROBE;
  return normalizePrefix(probed.slice(0, -PROBE.length));
}
