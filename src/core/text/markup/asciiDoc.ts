/** The prose of AsciiDoc, line by line: delimited blocks, attributes and macros are told by whole lines. */
import { endsSentence, linesOf, OBJECT, type Prose, ProseBuilder } from "./prose";

/** Delimiters of what is no prose: listing, literal, passthrough, comment, fence, table. */
const VERBATIM = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}\S*|[|,:!]={3,})$/;
/** Delimiters round prose: example, sidebar, quote, open block. */
const TRANSPARENT = /^(?:={4,}|\*{4,}|_{4,}|--)$/;
const HEADING = /^(?:={1,6}|#{1,6})\s+\S/;
const ATTRIBUTE_ENTRY = /^:[!\w][^:\s]*:(?:\s|$)/;
const BLOCK_MACRO = /^[a-z][\w-]*::\S*\[.*\]$/;
const BLOCK_ATTRIBUTES = /^\[[^\]]*(?:\[[^\]]*\][^\]]*)*\]$/;
const VERBATIM_STYLE = /^\[(?:source|listing|literal|stem|latexmath|asciimath|pass|verse|comment)\b/;
const ITEM = /^(?:\*{1,5}|-|\.{1,5}|\d{1,4}\.|[a-z]\.|<\d{1,3}>|<\.>)\s+(?:\[[ x*]\]\s+)?/;
const TERM = /^\S.{0,200}?:{2,4}(?:\s+|$)/;
const LABEL = /^(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):\s+/;

/** Paragraphs, items, descriptions and quotes; headings only if they end like a sentence. */
export function asciiDocProse(text: string): Prose[] {
  const builder = new ProseBuilder();
  let fence = "";
  /** A style makes the next block verbatim. */
  let styled = false;
  let silent = false;

  function end(): void {
    builder.end(inline);
  }

  for (const [index, raw] of linesOf(text).entries()) {
    const line = raw.trimEnd();
    if (fence !== "") {
      if (line === fence) fence = "";
      continue;
    }
    if (line === "" || line === "+") {
      end();
      silent = false;
    } else if (VERBATIM.test(line)) {
      end();
      fence = line.startsWith("```") ? "```" : line;
      styled = false;
    } else if (TRANSPARENT.test(line)) {
      end();
      if (styled) fence = line;
      styled = false;
    } else if (silent) continue;
    else if (BLOCK_ATTRIBUTES.test(line) && builder.idle) styled = VERBATIM_STYLE.test(line);
    else if (isNoProse(line, builder.idle)) end();
    else if (styled || (builder.idle && /^\s/.test(line) && !ITEM.test(line.trim()))) {
      // A paragraph in a verbatim style, or an indented one.
      silent = true;
      styled = false;
    } else {
      const item = ITEM.exec(line.trim())?.[0] ?? TERM.exec(line)?.[0] ?? "";
      if (item !== "") end();
      const content = line.trim().slice(item.length).replace(LABEL, "").replace(/\s\+$/, "");
      if (content !== "") builder.add(index + 1, content);
    }
  }
  end();
  return builder.blocks;
}

function isNoProse(line: string, idle: boolean): boolean {
  if (line.startsWith("//") || BLOCK_MACRO.test(line) || ATTRIBUTE_ENTRY.test(line)) return true;
  if (/^(?:'{3,}|<{3,})$/.test(line)) return true;
  return idle && ((HEADING.test(line) && !endsSentence(line)) || /^\.[^\s.]/.test(line));
}

function inline(text: string): string {
  return text
    .replace(/^={1,6}\s+/, "")
    .replace(/(?:stem|latexmath|asciimath):\[[^\]]{0,200}\]/g, OBJECT)
    .replace(/\b(?:footnote|footnoteref):[\w-]{0,60}\[[^\]]{0,1000}\]|\bimage:[^\s[]{1,200}\[[^\]]{0,200}\]/g, "")
    .replace(/\(\(\(([^()]{0,200})\)\)\)\s?/g, "")
    .replace(/\(\(([^()]{1,200})\)\)/g, "$1")
    .replace(/<<[^<>,\n]{1,200},\s*([^<>\n]{1,200})>>/g, "$1")
    .replace(/<<#?([^<>\n]{1,200})>>/g, "$1")
    .replace(/\b(?:link|xref|mailto|kbd|btn|pass|anchor|menu):[^\s[]{0,200}\[([^\]]{0,200})\]/g, "$1")
    .replace(/\bhttps?:\/\/[^\s[\]]{1,200}\[([^\]]{1,200}?)\^?\]/g, "$1")
    .replace(/\[\[[^\]]{1,200}\]\]|\[\.?[\w#.-]{1,60}\](?=[#*_`])/g, "")
    .replace(/(^|[^\w*])\*{1,2}(\S(?:[^*\n]{0,200}?\S)?)\*{1,2}(?!\w)/g, "$1$2")
    .replace(/(^|[^\w])_{1,2}(\S(?:[^_\n]{0,200}?\S)?)_{1,2}(?!\w)/g, "$1$2")
    .replace(/(^|[^\w`])`{1,2}\+?([^`\n]{1,200}?)\+?`{1,2}(?!\w)/g, "$1$2")
    .replace(/(^|[^\w#])#{1,2}(\S(?:[^#\n]{0,200}?\S)?)#{1,2}(?!\w)/g, "$1$2")
    .replace(/\{[a-zA-Z][\w-]{0,60}\}/g, OBJECT);
}
