/** Whatever the bytes: no crash, nothing that is no text, no more text than there was. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../src/core/text/encoding";
import { formatOf, type MarkupFormat, proseOf } from "../../../../src/core/text/markup/formats";
import { splitSentences } from "../../../../src/core/text/sentences";

const NAMES = [
  "a.md",
  "a.mdx",
  "a.html",
  "a.rst",
  "a.adoc",
  "a.org",
  "a.tex",
  "a.ipynb",
  "a.ts",
  "a.py",
  "a.lua",
  "a.jl",
];

/** What the formats are made of, in any order. */
const PARTS = [
  ..."\n \t\0\u0001\u0085\u2028\ufeff\ud800`*_[]<>&!~$\\{}'\"|#-=+.:;/%@^()aZ1é漢",
  "\r\n",
  "\n\n",
  "    ",
  "```",
  "~~~",
  "---",
  "+++",
  "$$",
  "[^1]: ",
  "](",
  "![",
  "<!--",
  "-->",
  "<p>",
  "</p>",
  "<svg>",
  "<script>",
  "</script>",
  "<pre>",
  "&amp;",
  "&#0;",
  "&#xd800;",
  "&#1;",
  "{/*",
  "import ",
  ".. ",
  "::",
  "::\n\n  ",
  ".. note:: ",
  "====",
  ":math:`",
  "`_",
  "|===",
  "----",
  "....",
  "[source]",
  "footnote:[",
  "* ",
  "#+begin_src",
  "#+end_src",
  ":END:",
  "[[a][",
  "\\begin{",
  "\\end{",
  "document}",
  "verbatim}",
  "\\emph{",
  "\\section{",
  "\\'",
  "\\verb|",
  "/**",
  "*/",
  "//",
  '"""',
  "'''",
  "=#",
  "--[[",
  "]]",
  '{"cells":[',
  '{"cell_type":"markdown","source":"',
  '"}]}',
  "A sentence. ",
];

const markup = fc.array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PARTS) }, fc.string({ maxLength: 8 })), {
  maxLength: 80,
});

function read(name: string, text: string): { readonly line: number; readonly text: string }[] {
  const format = formatOf(name) as MarkupFormat | "code";
  return proseOf(text, format, name);
}

describe.each(NAMES)("%s", (name) => {
  it("gives clean sentences of any text, no more than there was, in lines that are there", () => {
    fc.assert(
      fc.property(markup, (parts) => {
        const text = parts.join("");
        const prose = read(name, text);
        const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029]/).length;
        for (const { line } of prose) {
          expect(line).toBeGreaterThanOrEqual(1);
          // Cells of a notebook hold lines that are written as escapes.
          if (name !== "a.ipynb") expect(line).toBeLessThanOrEqual(lines);
        }
        const length = prose.reduce((sum, block) => sum + block.text.length, 0);
        expect(length).toBeLessThanOrEqual(2 * text.length + 16);
        for (const sentence of prose.flatMap((block) => splitSentences(block.text))) {
          expect(sentence).not.toMatch(/[\p{Cc}\p{Surrogate}]/u);
          expect(sentence.trim()).toBe(sentence);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const decoded = decodeText(bytes);
        for (const block of read(name, decoded?.text ?? "")) expect(typeof block.text).toBe("string");
      }),
      { numRuns: 100 },
    );
  });

  it.each(["[", "*a_", "> ", "<a ", "$", "\\emph{", "- ", "``", "((", "{", "'", "/*", "a\n", "[a]: b\n"])(
    "is done with %j a hundred thousand times",
    (part) => {
      const prose = read(name, part.repeat(1e5 / part.length));
      expect(prose.reduce((sum, block) => sum + block.text.length, 0)).toBeLessThanOrEqual(2e5);
    },
  );

  it("passes over a line that nobody has written", () => {
    const text = `${"word ".repeat(2e5)}`;
    expect(read(name, `${text}\n\nA sentence.`).reduce((sum, block) => sum + block.text.length, 0)).toBeLessThan(
      1e6 + 32,
    );
  });
});
