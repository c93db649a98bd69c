/** Sentences out of the texts of an editor's selections. */
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
