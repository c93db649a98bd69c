import { describe, expect, it } from "vitest";
import { OBJECT } from "../../../../src/core/text/markup/prose";
import { numbered, sentencesIn } from "./sentencesIn";

const md = (text: string): string[] => sentencesIn("a.md", text);

describe("Markdown", () => {
  it("joins wrapped lines and takes inline markup away", () => {
    const text =
      'Some *emphasised* text, a __strong__ one,\na [link](http://x.y "t"), `code` and\n![img](a.png)a snake_case. Next &amp; last.';
    expect(md(text)).toEqual(["Some emphasised text, a strong one, a link, code and a snake_case.", "Next & last."]);
  });

  it("leaves out front matter, code, tables of words, pictures, comments and link definitions", () => {
    const text = `---
title: "No."
---
One.

\`\`\`js
No.
\`\`\`

    No. Indented.

~~~
No.
~~~

| No | no |
|----|----|
| no | no |

<!-- No.
Still no. -->

![No.](x.png)

[ref]: http://no.no "No."

Two with [the ref][ref].
`;
    expect(numbered("a.md", text)).toEqual([
      [4, "One."],
      [27, "Two with the ref."],
    ]);
  });

  it("takes front matter in TOML too, but a rule at the top for a rule", () => {
    expect(md("+++\na = 1\n+++\nText.")).toEqual(["Text."]);
    expect(md("---\n\nText.\n\n---\n\nMore.")).toEqual(["Text.", "More."]);
    expect(md("---\nNever closed, and so it is text.")).toEqual(["Never closed, and so it is text."]);
  });

  it("keeps headings and cells only if they end like a sentence", () => {
    const text = "# Installation\n\n## Does it work?\n\nSetext\n======\n\n| a | b |\n|---|---|\n| c | It does. |\n";
    expect(numbered("a.md", text)).toEqual([
      [3, "Does it work?"],
      [10, "It does."],
    ]);
  });

  it("reads lists, tasks, quotes and alerts item by item", () => {
    expect(
      md("- [x] Done\n- Open\n  goes on\n\n  Second paragraph.\n1. First\n\n> [!NOTE]\n> A quote\n> > within one."),
    ).toEqual(["Done", "Open goes on", "Second paragraph.", "First", "A quote", "within one."]);
  });

  it("reads footnotes where they are defined and drops their marks", () => {
    expect(md("A claim[^1] and another.[^why-not]\n\n[^1]: The *source*.\n")).toEqual([
      "A claim and another.",
      "The source.",
    ]);
  });

  it("reads the text of HTML blocks", () => {
    const text =
      "Before.\n\n<details>\n<summary>More</summary>\n<p>Inside <b>html</b>.\nStill.</p>\n</details>\n\n<script>\nno();\n</script>\n";
    expect(numbered("a.md", text)).toEqual([
      [1, "Before."],
      [5, "Inside html."],
      [5, "Still."],
    ]);
  });

  it("marks formulas and leaves prices alone", () => {
    expect(md("It costs $5 or $10. But $x_1^2$ is\nmath, and $$y$$ too.")).toEqual([
      "It costs $5 or $10.",
      `But ${OBJECT} is math, and ${OBJECT} too.`,
    ]);
  });

  it("reads paragraphs beyond what the inline parser is given at once", () => {
    const words = Array.from({ length: 3000 }, (_, n) => `*word${n}*`);
    expect(md(`${words.join(" ")} end.`).join(" ")).toBe(`${words.map((word) => word.slice(1, -1)).join(" ")} end.`);
  });
});

describe("MDX", () => {
  it("takes modules, tags, expressions and comments out", () => {
    const text = `import X from "./x"
export const meta = {
  a: 1,
}

Some text with <Tag a={() => "}>"} b="{">inner</Tag> text. \`{code}\` stays, 3 < 4 too.

<Tabs
  items={[1, 2]}
>
  Content of *tabs*.
</Tabs>

{/* No. */}

\`\`\`jsx
<No>{no}</No>
\`\`\`

The end{" "}comes.
`;
    expect(numbered("a.mdx", text)).toEqual([
      [6, "Some text with inner text. {code} stays, 3 < 4 too."],
      [11, "Content of tabs."],
      [20, "The end comes."],
    ]);
  });

  it("takes an opening that nothing closes for text", () => {
    expect(sentencesIn("a.mdx", "An open { brace. And <b without end.")).toEqual([
      "An open { brace.",
      "And <b without end.",
    ]);
  });
});

describe("notebooks", () => {
  const cell = (cell_type: string, source: unknown) => ({ cell_type, source });
  const read = (notebook: unknown): string[] => sentencesIn("a.ipynb", JSON.stringify(notebook));

  it("read their Markdown cells, of both formats", () => {
    const cells = [
      cell("markdown", ["# Title\n", "Some *text*."]),
      cell("code", ["no.no()"]),
      cell("markdown", "More."),
    ];
    expect(read({ nbformat: 4, cells })).toEqual(["Some text.", "More."]);
    expect(read({ nbformat: 3, worksheets: [{ cells }] })).toEqual(["Some text.", "More."]);
  });

  it.each([
    [[]],
    [null],
    [{ cells: 1 }],
    [{ cells: [null, { cell_type: "markdown" }, { cell_type: "markdown", source: [1] }] }],
  ])("have nothing to read if they are none: %j", (notebook) => expect(read(notebook)).toEqual([]));

  it("have nothing to read if they are damaged", () => expect(sentencesIn("a.ipynb", '{"cells": [')).toEqual([]));
});
