/** A sentence that stands in a source word for word, whatever space and line breaks are between its words. */
import type { Span } from "./sentenceWithGaps";

/** UTF-16 units of a sentence that is looked for. */
const LONGEST = 4000;
const SPECIAL = /[\\^$.*+?()[\]{}|/-]/g;

/** Where a sentence stands, at or round a place of the source. @returns nothing where markup stands between its words */
export function verbatim(source: string, sentence: string, at: number): Span | undefined {
  const words = sentence.trim().split(/\s+/);
  if (sentence.length > LONGEST || words[0] === "") return undefined;
  const pattern = new RegExp(words.map((word) => word.replace(SPECIAL, "\\$&")).join("\\s+"), "gu");
  for (const { 0: found, index } of source.matchAll(pattern)) {
    if (index <= at && at <= index + found.length) return { start: index, end: index + found.length };
  }
  return undefined;
}

export interface Change extends Span {
  readonly text: string;
}

/** The least change of a source that makes one text out of another; spaces and line breaks that stay are as they were. */
export function leastChange(source: string, wanted: string): Change {
  const start = common(source, wanted);
  const [restOfSource, restOfWanted] = [source.slice(start.a), wanted.slice(start.b)];
  const end = common(reversed(restOfSource), reversed(restOfWanted));
  return {
    start: start.a,
    end: source.length - end.a,
    text: restOfWanted.slice(0, restOfWanted.length - end.b),
  };
}

/** How far two texts are the same, a run of white space being like any other. */
function common(a: string, b: string): { readonly a: number; readonly b: number } {
  const [left, right] = [pieces(a), pieces(b)];
  let length = 0;
  const at = { a: 0, b: 0 };
  while (length < Math.min(left.length, right.length) && isSame(left[length], right[length])) {
    at.a += left[length].length;
    at.b += right[length].length;
    length++;
  }
  return at;
}

/** Characters, and white space in runs. */
function pieces(text: string): string[] {
  return text.match(/\s+|\S/gu) ?? [];
}

function isSame(a: string, b: string): boolean {
  return a === b || (a.trim() === "" && b.trim() === "");
}

function reversed(text: string): string {
  return [...text].reverse().join("");
}
