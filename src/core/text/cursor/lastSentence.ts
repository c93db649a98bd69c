import { normalizePrefix } from "../normalize";
import { splitSentences } from "../sentences";

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

/** Whether a text ends with a whole sentence: what would be written next begins another. */
export function isComplete(text: string): boolean {
  return text.trim() !== "" && lastSentence(`${text.trimEnd()} `) === "";
}
