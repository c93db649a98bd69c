import type { Abbreviations } from "./abbreviations";

/** Segments of the segmenter with its wrong breaks taken out, in the same order and with the same text. */
export function joinBreaks(segments: readonly string[], abbreviations: Abbreviations): string[] {
  const joined: string[] = [];
  let parts: string[] = [];
  // The end of the sentence so far, by itself: a long sentence is not copied for each of its parts.
  let tail = "";
  const add = (part: string): void => {
    parts.push(part);
    tail = (tail + part).slice(-TAIL);
  };
  for (const segment of segments) {
    const closing = tail === "" ? "" : (CLOSING.exec(segment)?.[0] ?? "");
    add(closing);
    const rest = segment.slice(closing.length);
    if (tail !== "" && rest.trim() !== "" && !goesOn(tail, rest, abbreviations)) {
      joined.push(parts.join(""));
      parts = [];
      tail = "";
    }
    add(rest);
  }
  if (parts.length > 0) joined.push(parts.join(""));
  return joined;
}

/** UTF-16 units that are enough to see the last word and what follows it. */
const TAIL = 64;
/** Quotes and brackets that close what came before: a straight quote closes if no text follows it at once. */
const CLOSING = /^(?:[)\]}”’»›]+|["']+(?=\s|$))+\s*/;
const LAST_TOKEN = /\S+\s*$/;
/** The word before a full stop, with the stops inside it. */
const LAST_WORD = /^(?:.*[("'“‘[{—–-])?([\p{L}\p{M}\p{N}.-]{1,24})\.["')\]”’»]*\s*$/u;
const INITIALS = /^(?:\p{Lu}\.)*\p{Lu}$/u;
/** The number of a list's item. */
const ITEM = /^\s*[([]?\d{1,3}[.)\]]+\s*$/;
const FIRST_WORD = /^[\s"'“‘([{]*([\p{L}\p{M}]+)(\.?)/u;

/** Whether the sentence that seems to end with `tail` goes on. */
function goesOn(tail: string, next: string, abbreviations: Abbreviations): boolean {
  // "Who goes there?" the watchman repeats.
  if (/[.?!…]["'”’»)\]]+\s*$/.test(tail) && /^\p{Ll}/u.test(next)) return true;
  if (ITEM.test(tail)) return true;
  const word = LAST_WORD.exec(LAST_TOKEN.exec(tail)?.[0] ?? "")?.[1];
  if (word === undefined) return false;
  const known = word.toLowerCase();
  if (abbreviations.inside.has(known)) return true;
  if (abbreviations.numbered.has(known) && /^(?:\d|[IVXLC]+\b)/.test(next)) return true;
  if (abbreviations.either.has(known)) return !startsSentence(next, abbreviations);
  if (abbreviations.ordinals && /^\d{1,2}$/.test(word)) return !startsSentence(next, abbreviations);
  return isInitial(word, tail) && !startsSentence(next, abbreviations);
}

function startsSentence(next: string, abbreviations: Abbreviations): boolean {
  const [, word, stop] = FIRST_WORD.exec(next) ?? [];
  // "J. I. Smith": a letter with a stop is the next initial, not the pronoun.
  return word === undefined || (stop === "" && abbreviations.starters.has(word.toLowerCase()));
}

/** A capital with a stop, as in "George W. Bush"; but "So do I. Tom agrees." */
function isInitial(word: string, tail: string): boolean {
  if (!INITIALS.test(word)) return false;
  return word !== "I" || !/\p{Ll}[\s,]+I\.["')\]”’»]*\s*$/u.test(tail);
}
