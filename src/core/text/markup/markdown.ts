/**
 * The prose of a Markdown document, by markdown-it (CommonMark and tables): ten times as fast as remark, which on a
 * folder of a gigabyte is the difference between a minute and ten. Paragraphs without markup skip its inline parser.
 */
import MarkdownIt, { type Token } from "markdown-it";
import { withoutFrontMatter } from "./frontMatter";
import { htmlProse } from "./html";
import { endsSentence, linesOf, OBJECT, type Prose } from "./prose";

const parser = new MarkdownIt("default", { html: true, linkify: false, typographer: false });
parser.core.ruler.enableOnly(["block"]);

const FOOTNOTE = /\[\^[^\]\s]{1,64}\]/g;
const FOOTNOTE_DEFINITION = /^\[\^[^\]\s]{1,64}\]:\s*/;
/** Fences of containers (`:::note`), and markers of GitHub's alerts and of task lists. */
const MARKERS = /^:::.*$|^\[![A-Z]+\]|^\[[ xX]\]\s/gm;
const MARKUP = /[\\`*_[<&~$]/;
/** A formula between dollars: no space inside them, no digit after. */
const FORMULA = /\$\$[^$]*\$\$|\$(?=\S)[^$\n]{0,200}(?<=\S)\$(?!\d)/g;
/** UTF-16 units given to the inline parser at once: the time of some markup grows faster than its length. */
const LONGEST_INLINE = 4096;

/** Paragraphs, list items and footnotes; headings and cells only if they end like a sentence. Code and pictures go. */
export function markdownProse(text: string): Prose[] {
  const lines = withoutFrontMatter(linesOf(text));
  const environment = {};
  const blocks: Prose[] = [];
  let label = false;
  let line = 1;
  for (const { type, content, map } of parser.parse(lines.join("\n"), environment)) {
    if (/^(?:heading|t[hd])_/.test(type)) label = type.endsWith("open");
    // Cells of a table have no place of their own, their row has.
    if (map) line = map[0] + 1;
    if (type === "html_block") blocks.push(...shifted(htmlProse(content), line));
    else if (type === "inline") {
      const prose = plain(content.replace(FOOTNOTE_DEFINITION, "").replace(MARKERS, ""), environment);
      if (prose.trim() !== "" && (!label || endsSentence(prose))) blocks.push({ line, text: prose });
    }
  }
  return blocks;
}

function shifted(blocks: readonly Prose[], first: number): Prose[] {
  return blocks.map(({ line, text }) => ({ line: line + first - 1, text }));
}

/** Text without inline markup; a long one a bunch of lines at a time. */
function plain(text: string, environment: object): string {
  if (!MARKUP.test(text)) return text;
  const clean = text.replace(FOOTNOTE, "").replace(FORMULA, OBJECT);
  if (!MARKUP.test(clean)) return clean;
  return pieces(clean)
    .map((piece) => {
      const tokens: Token[] = [];
      parser.inline.parse(piece, parser, environment, tokens);
      return tokens.map(textOf).join("");
    })
    .join("");
}

function textOf({ type, content, children }: Token): string {
  if (type === "image") return (children ?? []).length > 0 ? " " : "";
  if (type === "softbreak" || type === "hardbreak") return "\n";
  if (type === "html_inline") return /^<(?:br|hr)\b/i.test(content) ? " " : "";
  return content;
}

/** A text in parts of about `LONGEST_INLINE`, cut at white space where there is any. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  while (text.length - start > LONGEST_INLINE) {
    const lineEnd = text.lastIndexOf("\n", start + LONGEST_INLINE);
    const space = lineEnd > start ? lineEnd : text.lastIndexOf(" ", start + LONGEST_INLINE);
    const end = space > start ? space + 1 : start + LONGEST_INLINE;
    parts.push(text.slice(start, end));
    start = end;
  }
  return [...parts, text.slice(start)];
}
