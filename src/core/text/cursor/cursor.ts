/** A place in a text that is being written, and what can be said about the sentence there. */

/** A text as its lines, of which only those near the cursor are read. */
export interface TextLines {
  readonly lineCount: number;
  /** Without its line break; `line` counts from 0. */
  lineAt(line: number): string;
}

/** `line` and `character` (UTF-16 units) count from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPosition;
  readonly end: TextPosition;
}

/** Why nothing is to be suggested at a place. */
export type Obstacle =
  | "inside-word"
  | "text-follows"
  | "code"
  | "formula"
  | "link"
  | "tag"
  | "command"
  | "table"
  | "front-matter"
  | "comment"
  | "markup"
  | "nothing-begun"
  | "complete"
  | "too-long";

/** The sentence that is being written. */
export interface SentenceBegun {
  readonly allowed: true;
  /** Its text before the cursor in normal form, without line breaks and markup; a space at its end says that its last word is complete. */
  readonly prefix: string;
  /** What a completion takes the place of: empty, at the cursor. The text that belongs there is what follows `prefix`, and nothing else. */
  readonly range: TextRange;
}

export interface NoSentence {
  readonly allowed: false;
  readonly obstacle: Obstacle;
}

export type CursorSentence = SentenceBegun | NoSentence;

/** The paragraph, list item or comment that the cursor is in, without markup. */
export interface BlockAtCursor {
  /** Its text before the cursor: lines that belong together are joined by a line break, others by a blank line. */
  readonly before: string;
  /** What it has after the cursor's line. */
  readonly next: string;
}

export function refuse(obstacle: Obstacle): NoSentence {
  return { allowed: false, obstacle };
}
