/** Which files hold text, told by their names, and who reads them. */
import { asciiDocProse } from "./asciiDoc";
import { type CommentSyntax, commentSyntaxOf } from "./commentSyntax";
import { commentProse } from "./comments";
import { htmlProse } from "./html";
import { latexProse } from "./latex";
import { markdownProse } from "./markdown";
import { mdxProse } from "./mdx";
import { notebookProse } from "./notebook";
import { orgProse } from "./org";
import type { Prose } from "./prose";
import { restructuredTextProse } from "./restructuredText";

/** A format whose files are read whole; plain text is read line by line instead. */
export type MarkupFormat = keyof typeof READERS;
export type TextFormat = "plain" | "code" | MarkupFormat;

const READERS = {
  markdown: markdownProse,
  mdx: mdxProse,
  html: htmlProse,
  restructuredtext: restructuredTextProse,
  asciidoc: asciiDocProse,
  org: orgProse,
  latex: latexProse,
  notebook: notebookProse,
} satisfies Readonly<Record<string, (text: string) => Prose[]>>;

const ENDINGS: ReadonlyMap<string, TextFormat> = new Map(
  (
    [
      ["txt text", "plain"],
      ["md markdown mdown mkd mkdn qmd rmd", "markdown"],
      ["mdx", "mdx"],
      ["html htm xhtml", "html"],
      ["rst rest", "restructuredtext"],
      ["adoc asciidoc asc", "asciidoc"],
      ["org", "org"],
      ["tex ltx latex", "latex"],
      ["ipynb", "notebook"],
    ] as const
  ).flatMap(([endings, format]) => endings.split(" ").map((ending) => [ending, format] as const)),
);

/** Files without an ending that hold text by custom. */
const PLAIN_NAME = /^(?:readme|changes|changelog|history|news|notes|contributing|install|faq|todo|thanks)$/i;

/** The format of a file by its name, whatever its folder; undefined for one that is not known to hold text. `.gz` counts for nothing. */
export function formatOf(name: string): TextFormat | undefined {
  const ending = endingOf(name);
  if (ending === "") return PLAIN_NAME.test(name) ? "plain" : undefined;
  return ENDINGS.get(ending) ?? (commentSyntaxOf(ending) ? "code" : undefined);
}

/**
 * The running text of a file that is read whole, in the order of the file but for notes. Never throws, whatever the text;
 * time grows linearly with its length but for deeply nested Markdown.
 */
export function proseOf(text: string, format: MarkupFormat | "code", name: string): Prose[] {
  if (format !== "code") return READERS[format](text);
  const syntax: CommentSyntax | undefined = commentSyntaxOf(endingOf(name));
  return syntax ? commentProse(text, syntax) : [];
}

function endingOf(name: string): string {
  return /\.([^./\\]{1,12})$/.exec(name.replace(/\.gz$/i, ""))?.[1]?.toLowerCase() ?? "";
}
