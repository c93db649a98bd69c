/**
 * The block at the cursor in a document with markup, found by the readers that training uses: a letter is written at the
 * cursor, and where it comes out again is the sentence. Where it does not, there is no running text.
 */
import { asciiDocProse } from "../markup/asciiDoc";
import { latexProse } from "../markup/latex";
import { markdownProse } from "../markup/markdown";
import { OBJECT, type Prose } from "../markup/prose";
import { restructuredTextProse } from "../markup/restructuredText";
import type { BlockAtCursor } from "./cursor";
import { openArgument } from "./openLatex";
import type { Window } from "./window";

export type MarkupLanguage = "markdown" | "latex" | "restructuredtext" | "asciidoc";

/** Language ids of VS Code whose markup is known. */
export const MARKUP: ReadonlyMap<string, MarkupLanguage> = new Map([
  ["markdown", "markdown"],
  ["latex", "latex"],
  ["tex", "latex"],
  ["restructuredtext", "restructuredtext"],
  ["asciidoc", "asciidoc"],
]);

export const READERS: Readonly<Record<MarkupLanguage, (text: string) => Prose[]>> = {
  markdown: markdownProse,
  latex: latexProse,
  restructuredtext: restructuredTextProse,
  asciidoc: asciiDocProse,
};

/** Letters, as a person would go on with, and one for private use by which they are known again. */
const PROBE = "Xq\ue000";
/** Headings are read if they end like a sentence. */
const END = ".";
/** Emphasis that is open yet: the model has not seen such marks. */
const OPEN_EMPHASIS = /(^|[\s("'“‘[{—–-])[*_]{1,3}(?=\S|$)/gu;
const OPEN_LINK = /!?\[(?=[^\]]*$)/g;

/** Undefined where no running text is. */
export function markedUpBlock({ before, after }: Window, language: MarkupLanguage): BlockAtCursor | undefined {
  const lineEnd = after.indexOf("\n");
  const closers = lineEnd === -1 ? after : after.slice(0, lineEnd);
  // The reader must not take the window's first line for a document's.
  const text = `\n${ownText(before, language)}${PROBE}${END}${closers}${lineEnd === -1 ? "" : after.slice(lineEnd)}`;
  for (const block of READERS[language](text)) {
    const at = block.text.indexOf(PROBE);
    if (at !== -1) return { before: plain(block.text.slice(0, at)), next: afterLine(block.text.slice(at)) };
  }
  return undefined;
}

/** A note that is being written is a text of its own. */
function ownText(before: string, language: MarkupLanguage): string {
  const argument = language === "latex" ? openArgument(before) : undefined;
  return argument?.isText ? before.slice(argument.start) : before;
}

function plain(text: string): string {
  return text.replace(OPEN_EMPHASIS, "$1").replace(OPEN_LINK, "").replaceAll(OBJECT, "");
}

function afterLine(text: string): string {
  const end = text.indexOf("\n");
  return end === -1 ? "" : text.slice(end + 1);
}
