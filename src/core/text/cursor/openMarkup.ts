/** What is open at the end of a paragraph's source: code, a link's address, a formula, a tag. Nothing belongs into these. */
import type { Obstacle } from "./cursor";
import { openInLatex } from "./openLatex";

/** An address, or a path with more than one separator, up to the cursor. */
const ADDRESS =
  /(?:\b[a-z][a-z0-9+.-]{0,20}:\/\/|\bwww\.|\bmailto:)\S*$|\S@\S*$|(?:^|[\s("'])(?:~|\.{1,2})?\/\S+$|\S\/\S*\/\S*$|\b[a-z]:\\\S*$/i;

/** By language: what is tried in this order on the source from the paragraph's beginning to the cursor. */
const OPEN: Readonly<Record<string, (paragraph: string) => Obstacle | undefined>> = {
  markdown(paragraph) {
    const text = withoutSpans(paragraph);
    if (text.includes("`")) return "code";
    if (/\$\$/.test(text.replace(/\$\$[^$]*\$\$/g, ""))) return "formula";
    if (/(?<![\\$\w])\$(?![\s\d$])[^$\n]*$/.test(text.replace(/\$[^$\n]+\$/g, ""))) return "formula";
    if (/\]\([^)\n]*$|\]\[[^\]\n]*$|^\s{0,3}\[[^\]\n]+\]:[^\n]*$|<[a-z]+:[^>\s]*$/im.test(text)) return "link";
    return /<(?:[A-Za-z/!][^<>]*)?$/.test(text) ? "tag" : undefined;
  },
  restructuredtext(paragraph) {
    const text = paragraph.replace(/``(?:(?!``)[\s\S])*``/g, "");
    if (text.includes("``")) return "code";
    if (text.replace(/`[^`]*`_{0,2}/g, "").includes("`")) return "markup";
    return /(?<![\w|])\|(?![\s|])[^|\n]*$/.test(text) ? "markup" : undefined;
  },
  asciidoc(paragraph) {
    const text = paragraph.replace(/`[^`\n]+`/g, "");
    if (text.includes("`")) return "code";
    if (/\b(?:stem|latexmath|asciimath):\[[^\]]*$/.test(text)) return "formula";
    if (/<<[^>\n]*$|\b(?:link|xref|mailto|image|https?):[^\s[]*\[[^\]]*$/.test(text)) return "link";
    return /\b(?:kbd|btn|menu|pass|anchor):[^\s[]*\[[^\]]*$|\{[\w-]*$/.test(text) ? "markup" : undefined;
  },
  latex: openInLatex,
};

export function openMarkup(paragraph: string, language: string): Obstacle | undefined {
  const open = OPEN[language]?.(paragraph);
  if (open !== undefined) return open;
  return ADDRESS.test(paragraph.slice(-500)) ? "link" : undefined;
}

/** Without the code between runs of backticks of one length; what is left of backticks is open. */
function withoutSpans(text: string): string {
  let rest = text;
  let clean = "";
  for (let open = /(?<!\\)`+/.exec(rest); open !== null; open = /(?<!\\)`+/.exec(rest)) {
    const [mark] = open;
    const from = open.index + mark.length;
    const end = closing(rest, mark, from);
    if (end === -1) return clean + rest;
    clean += rest.slice(0, open.index);
    rest = rest.slice(end + mark.length);
  }
  return clean + rest;
}

/** The next run of exactly as many backticks. */
function closing(text: string, mark: string, from: number): number {
  for (const { 0: run, index } of text.slice(from).matchAll(/`+/g)) if (run === mark) return from + index;
  return -1;
}
