/** The prose of Org mode, line by line. */
import { endsSentence, linesOf, OBJECT, type Prose, ProseBuilder } from "./prose";

const BEGIN = /^#\+begin_(\S+)/i;
/** Blocks whose content is running text. */
const PROSE_BLOCK = /^(?:quote|center|note|warning|tip|important|abstract|details|summary)$/i;
const DRAWER = /^:[\w-]{1,60}:$/;
/** Keywords, comments, tables, fixed width, rules, planning. */
const SILENT_LINE = /^(?:#\+\S*:|#(?:\s|$)|\||:(?:\s|$)|-{5,}$|(?:CLOCK|SCHEDULED|DEADLINE|CLOSED):)/;
const HEADLINE = /^\*{1,20}\s+(?:[A-Z]{2,12}\s+)?(?:\[#[A-Z]\]\s+)?/;
const TAGS = /\s+:[\w@:%#]{1,200}:$/;
const ITEM = /^(?:[-+]|\d{1,4}[.)]|\*(?=\s))\s+(?:\[@\d+\]\s+)?(?:\[[ X-]\]\s+)?(?:\S.{0,100}?\s::(?:\s+|$))?/;
const FOOTNOTE = /^\[fn:[^\]:]{1,64}\]\s*/;

/** Paragraphs, items, quotes and footnotes; headlines only if they end like a sentence. */
export function orgProse(text: string): Prose[] {
  const builder = new ProseBuilder();
  /** The line, in lower case, that ends what is passed over. */
  let until = "";

  function end(): void {
    builder.end(inline);
  }

  for (const [index, raw] of linesOf(text).entries()) {
    const line = raw.trim();
    if (until !== "") {
      if (line.toLowerCase() === until) until = "";
      continue;
    }
    const block = BEGIN.exec(line)?.[1];
    const footnote = FOOTNOTE.exec(line)?.[0] ?? "";
    if (line === "" || /^#\+end_/i.test(line)) end();
    else if (block !== undefined) {
      end();
      if (!PROSE_BLOCK.test(block)) until = `#+end_${block.toLowerCase()}`;
    } else if (DRAWER.test(line)) {
      end();
      until = ":end:";
    } else if (SILENT_LINE.test(line)) end();
    else if (raw.startsWith("*") && HEADLINE.test(raw)) {
      end();
      const title = line.replace(HEADLINE, "").replace(TAGS, "");
      if (endsSentence(title)) builder.add(index + 1, title);
      end();
    } else {
      const item = footnote || (ITEM.exec(line)?.[0] ?? "");
      if (item !== "") end();
      const content = line.slice(item.length).replace(/\\\\$/, "");
      if (content !== "") builder.add(index + 1, content);
    }
  }
  end();
  return builder.blocks;
}

function inline(text: string): string {
  if (!/[[\]*/_+=~<$\\]/.test(text)) return text;
  return text
    .replace(/\$\$[^$]{0,1000}\$\$|\\\([^\n]{0,200}?\\\)|\\\[[^\n]{0,200}?\\\]/g, OBJECT)
    .replace(/\[\[[^\]]{1,200}\]\[([^\]]{1,200})\]\]/g, "$1")
    .replace(/\[\[[^\]]{1,200}\]\]/g, OBJECT)
    .replace(/\[fn:[^\]]{0,200}\]/g, "")
    .replace(/\s?[<[]\d{4}-\d\d-\d\d[^\]>\n]{0,40}[\]>]/g, "")
    .replace(/(^|[\s("'{-])([*/_+=~])(\S(?:[^\n]{0,200}?\S)?)\2(?=[\s\-.,;:!?'")}]|$)/gm, "$1$3");
}
