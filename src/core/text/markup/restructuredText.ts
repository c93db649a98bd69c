/** The prose of reStructuredText, line by line: what is indented under a directive belongs to it. */
import { endsSentence, indentOf, linesOf, OBJECT, type Prose, ProseBuilder } from "./prose";

/** Directives whose content is running text. */
const PROSE_DIRECTIVE =
  /^\.\.\s+(?:note|warning|tip|hint|important|caution|danger|error|attention|seealso|admonition|epigraph|highlights|pull-quote|topic|sidebar|container|compound|versionadded|versionchanged|versionremoved|deprecated|todo)::\s*(.*)$/;
/** Of those, the ones whose argument is a title or a version. */
const TITLED = /^\.\.\s+(?:admonition|topic|sidebar|container|version\w+|deprecated)::/;
const FOOTNOTE = /^\.\.\s+\[[^\]]{1,64}\]\s+(.*)$/;
const EXPLICIT = /^\.\.(?:\s|$)/;
const ADORNMENT = /^([!-/:-@[-`{-~])\1{2,}\s*$/;
const TABLE = /^(?:\+[-=+]{3,}\+|={2,}(?:\s+={2,})+)\s*$/;
const ITEM = /^(?:[-*+•]|(?:\d{1,4}|#|[A-Za-z])[.)]|\((?:\d{1,4}|#|[A-Za-z])\))\s+/;
const FIELD = /^:[^:\s][^:]{0,80}:(?:\s|$)/;

/** Of a paragraph whose next line decides. */
const ANYWHERE = -1;

/** Paragraphs, list items, footnotes and the text of admonitions; titles only if they end like a sentence. */
export function restructuredTextProse(text: string): Prose[] {
  const lines = linesOf(text);
  const builder = new ProseBuilder();
  /** Lines indented deeper than this are passed over; −1 if none are. */
  let silent = -1;
  /** Whether all is passed over up to the next blank line: a table, an example of a session. */
  let untilBlank = false;
  /** The indentation of the paragraph. */
  let paragraph = ANYWHERE;

  function end(): void {
    builder.end(inline);
  }

  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === "") {
      end();
      untilBlank = false;
      paragraph = ANYWHERE;
      continue;
    }
    const indent = indentOf(raw);
    if (silent >= 0) {
      if (indent > silent) continue;
      silent = -1;
    }
    if (untilBlank) continue;
    if (TABLE.test(line)) {
      end();
      untilBlank = true;
    } else if (EXPLICIT.test(line)) {
      end();
      const opened = FOOTNOTE.exec(line)?.[1] ?? (TITLED.test(line) ? "" : PROSE_DIRECTIVE.exec(line)?.[1]);
      if (opened === undefined && !PROSE_DIRECTIVE.test(line)) silent = indent;
      else if (opened) builder.add(index + 1, opened);
      paragraph = ANYWHERE;
    } else if (line.startsWith(">>>") && builder.idle) untilBlank = true;
    else if (ADORNMENT.test(line)) endTitle(builder, end);
    else if (FIELD.test(line) && builder.idle) silent = indent;
    else {
      const item = ITEM.exec(line)?.[0] ?? "";
      // A line set back or a new item begins a paragraph; a definition is indented under its term.
      if (item !== "" || (indent !== paragraph && paragraph !== ANYWHERE)) end();
      paragraph = item === "" ? indent : indent + item.length;
      const content = line.slice(item.length).replace(/^\|\s+/, "");
      if (content.endsWith("::")) {
        builder.add(index + 1, content === "::" ? "" : content.slice(0, -1));
        end();
        silent = indent;
      } else builder.add(index + 1, content);
    }
  }
  end();
  return builder.blocks;
}

/** What stands above a row of punctuation is a title: one line. */
function endTitle(builder: ProseBuilder, end: () => void): void {
  const before = builder.blocks.length;
  end();
  const title = builder.blocks.at(-1);
  if (title !== undefined && builder.blocks.length > before && !endsSentence(title.text)) builder.blocks.pop();
}

function inline(text: string): string {
  if (!/[`*|_\\]/.test(text)) return text;
  return text
    .replace(/:math:`[^`]{1,500}`/g, OBJECT)
    .replace(/``([^`]{1,200}?)``/g, "$1")
    .replace(/(?::[\w:+.-]{1,60}:)?`([^`<]{1,200}?)\s*<[^`>]{1,200}>`_{0,2}/g, "$1")
    .replace(/(?::[\w:+.-]{1,60}:)?`[~!]?([^`]{1,200}?)`(?::[\w:+.-]{1,60}:)?_{0,2}/g, "$1")
    .replace(/\s?\[(?:\d{1,4}|#[\w-]{0,40}|\*)\]_/g, "")
    .replace(/\*\*(\S(?:[^*]{0,200}\S)?)\*\*/g, "$1")
    .replace(/(^|[\s("'[{<-])\*(\S(?:[^*]{0,200}[^\s*])?)\*/g, "$1$2")
    .replace(/\|[^|\s][^|\n]{0,80}\|_{0,2}/g, OBJECT)
    .replace(/(\w)_{1,2}(?=[\s.,;:!?)]|$)/g, "$1")
    .replace(/\\(\s?)(.?)/g, (_, space: string, next: string) => (space === "" ? next : next));
}
