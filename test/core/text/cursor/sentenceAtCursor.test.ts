import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TextLines } from "../../../../src/core/text/cursor/cursor";
import { sentenceAtCursor } from "../../../../src/core/text/cursor/sentenceAtCursor";
import { normalizePrefix } from "../../../../src/core/text/normalize";

const LANGUAGES = ["markdown", "plaintext", "latex", "restructuredtext", "asciidoc", "git-commit", "unknown"];

function linesOf(text: string): TextLines {
  const lines = text.split("\n");
  return { lineCount: lines.length, lineAt: (line) => lines[line] };
}

/** `¦` is the cursor. */
function at(marked: string, language: string) {
  const offset = marked.indexOf("¦");
  const before = marked.slice(0, offset).split("\n");
  const position = { line: before.length - 1, character: before[before.length - 1].length };
  return sentenceAtCursor(linesOf(marked.slice(0, offset) + marked.slice(offset + 1)), position, language);
}

/** The prefix, or why there is none. */
function found(marked: string, language: string): string {
  const sentence = at(marked, language);
  return sentence.allowed ? sentence.prefix : `(${sentence.obstacle})`;
}

const WRAPPED = `The first line of this paragraph is wrapped at a margin which
somebody chose, as people do who write in a terminal or in an
`;

describe("the sentence at the cursor", () => {
  it.each([
    ["in the middle of a line of prose", "It rained. I would like to¦", "I would like to"],
    ["with the space before the next word", "I would like to ¦", "I would like to "],
    ["over a hard wrap", `${WRAPPED}editor of the old school. They would ¦`, "They would "],
    ["that began lines ago", `${WRAPPED}editor of ¦`, "editor of "],
    ["inside quotes that close", 'He said "I would like¦"', 'He said "I would like'],
    ["inside brackets that close", "She came (as she would ¦)", "She came (as she would "],
    ["after an abbreviation", "We met Mr. ¦", "We met Mr. "],
    ["at the end of a sentence", "I would like to go.¦", "(complete)"],
    ["after a sentence", "I would like to go. ¦", "(complete)"],
    ["where nothing is", "¦", "(nothing-begun)"],
    ["after a blank line", "I would like to\n\n¦", "(nothing-begun)"],
    ["in a word", "I would li¦ke to", "(inside-word)"],
    ["before a word", "I would ¦like to", "(inside-word)"],
    ["before an apostrophe in a word", "I don¦'t", "(inside-word)"],
    ["before the rest of the line", "I would ¦ (perhaps) like", "(text-follows)"],
    ["in an address", "See https://example.org/a¦", "(link)"],
    ["in a mail address", "Write to tom@exa¦", "(link)"],
    ["in a path", "Open /usr/lo¦", "(link)"],
    ["beside a slash between words", "You may and/or must¦", "You may and/or must"],
    ["of Hebrew", "אני רוצה ¦", "אני רוצה "],
  ])("%s", (_, marked, expected) => {
    const skip = marked.startsWith(WRAPPED) && expected === "editor of ";
    for (const language of LANGUAGES) {
      if (!skip) expect(found(marked, language), language).toBe(expected);
    }
  });

  it("is cut short by nothing but the look-back", () => {
    expect(found(`${"a word and then ".repeat(500)}¦`, "plaintext")).toBe("(too-long)");
    expect(found(`${"a word and then ".repeat(500)}. In the ¦`, "markdown")).toBe("In the ");
    expect(found(`${"word ".repeat(2_000_000)}. In the ¦`, "markdown")).toBe("In the ");
  });

  it("replaces nothing, at the cursor", () => {
    const position = { line: 0, character: 6 };
    expect(at("I would¦", "markdown")).toMatchObject({ range: { start: { character: 7 }, end: { character: 7 } } });
    expect(sentenceAtCursor(linesOf("In the "), { line: 9, character: 99 }, "plaintext")).toMatchObject({
      range: { start: { line: 0, character: 7 } },
    });
    expect(sentenceAtCursor(linesOf("In the"), position, "plaintext")).toMatchObject({ prefix: "In the" });
  });
});

describe("in Markdown", () => {
  it.each([
    ["a heading", "# What we wou¦", "What we wou"],
    ["an item", "- I would ¦", "I would "],
    ["a task", "1. [ ] I would ¦", "I would "],
    ["an item's second paragraph", "- It rained.\n\n  I would ¦", "I would "],
    ["a quote", "> It rained.\n> I would ¦", "I would "],
    ["emphasis that is closed", "I **would** _like_ to¦", "I would like to"],
    ["emphasis that is open", "I would **li¦", "I would li"],
    ["emphasis that the editor closed", "I would **li¦**", "I would li"],
    ["a link's text", "See [the manu¦](https://example.org)", "See the manu"],
    ["a link's address", "See [the manual](https://exam¦)", "(link)"],
    ["a reference", "See [the manual][re¦]", "(link)"],
    ["a definition", "[manual]: https¦", "(link)"],
    ["code", "Call `foo ba¦`", "(code)"],
    ["code that is open", "Call `foo ba¦", "(code)"],
    ["after code", "Call `foo` and the ¦", "Call foo and the "],
    ["a fence", "It rained.\n\n```js\nI would ¦\n```", "(code)"],
    ["a fence in an item", "- It rained.\n\n  ```\n  I would ¦", "(code)"],
    ["after a fence", "```js\nlet a;\n```\n\nI would ¦", "I would "],
    ["a fence that began far above", `~~~\n${"I would like\n".repeat(700)}I would ¦`, "(code)"],
    ["indented code", "It rained.\n\n    I would ¦", "(code)"],
    ["front matter", "---\ntitle: I would ¦\n---\n", "(front-matter)"],
    ["after front matter", "---\ntitle: x\n---\nI would ¦", "I would "],
    ["a rule", "It rained.\n\n---\nI would ¦", "I would "],
    ["a table", "| a | b |\n|---|---|\n| I would ¦| c |", "(table)"],
    ["a table without outer bars", "a | b\n--- | ---\nI would ¦", "(table)"],
    ["the head of a table", "a | I would ¦\n--- | ---", "(table)"],
    ["a formula", "Let $x = y¦$", "(formula)"],
    ["a formula that is open", "Let $x = y¦", "(formula)"],
    ["a displayed formula", "$$\nx = y¦\n$$", "(formula)"],
    ["money", "It costs $5 and the ¦", "It costs $5 and the "],
    ["a tag", 'Some <span class="a¦', "(tag)"],
    ["HTML", "<div>\nI would ¦\n</div>", "I would "],
    ["a comment", "<!-- I would ¦ -->", "(tag)"],
    ["text that goes on in the next line", "I would ¦\nlike to go.", "(text-follows)"],
    ["text before the next sentence", "I would ¦\nThey came.", "I would "],
  ])("%s", (_, marked, expected) => {
    expect(found(marked, "markdown")).toBe(expected);
  });
});

describe("in LaTeX", () => {
  const DOCUMENT = "\\documentclass{article}\n\\begin{document}\n";
  it.each([
    ["prose", `${DOCUMENT}It rained. I would ¦`, "I would "],
    ["the preamble", "\\documentclass{article}\n\\author{I would ¦", "(command)"],
    ["a heading", "\\section{What we wou¦}", "What we wou"],
    ["emphasis", "I \\emph{would} \\textbf{li¦}", "I would li"],
    ["emphasis that is open", "I \\emph{would li¦", "I would li"],
    ["a footnote", "It\\footnote{I would ¦} rained.", "(text-follows)"],
    ["a footnote at the end", "It rained.\\footnote{I would ¦}", "I would "],
    ["a footnote that is open", "It rained.\\footnote{I would ¦", "I would "],
    ["a command", "I would \\emp¦", "(command)"],
    ["a label", "See \\label{sec:in¦}", "(command)"],
    ["a citation that is open", "As in \\cite[p.~5]{Bow¦", "(command)"],
    ["an option", "\\includegraphics[width=¦", "(command)"],
    ["after a command", "As in \\ref{a} I would ¦", "As in I would "],
    ["a formula", "Let $x = y¦$", "(formula)"],
    ["a displayed formula", "\\[\n x = y¦\n\\]", "(formula)"],
    ["an equation", "\\begin{equation*}\n x = y¦\n\\end{equation*}", "(formula)"],
    ["a listing", "\\begin{lstlisting}\n\nlet me ¦\n", "(code)"],
    ["verbatim text", "Type \\verb|foo ba¦", "(code)"],
    ["a table", "\\begin{tabular}{ll}\nI would ¦", "(table)"],
    ["a comment", "It rained. % I would ¦", "(comment)"],
    ["a per cent sign", "It is 5\\% of the ¦", "It is 5% of the "],
    ["an item", "\\begin{itemize}\n  \\item I would ¦", "I would "],
  ])("%s", (_, marked, expected) => expect(found(marked, "latex")).toBe(expected));
});

describe("in reStructuredText", () => {
  it.each([
    ["a title", "What we wou¦\n===========", "What we wou"],
    ["an item", "* It rained.\n* I would ¦", "I would "],
    ["a directive of prose", ".. note::\n\n   I would ¦", "I would "],
    ["a directive of code", ".. code-block:: python\n\n   I would ¦", "(markup)"],
    ["a literal block", "It rained::\n\n   I would ¦", "(markup)"],
    ["a comment", ".. I would ¦", "(markup)"],
    ["a literal", "Call ``foo ba¦``", "(code)"],
    ["a role", "Call :func:`foo¦", "(markup)"],
    ["after a role", "Call :func:`foo` and the ¦", "Call foo and the "],
    ["a table", "+---+---+\n| I would ¦| b |", "(table)"],
  ])("%s", (_, marked, expected) => expect(found(marked, "restructuredtext")).toBe(expected));
});

describe("in AsciiDoc", () => {
  it.each([
    ["a heading", "== What we wou¦", "What we wou"],
    ["an item", "* It rained.\n** I would ¦", "I would "],
    ["a listing", "[source]\n----\nI would ¦\n----", "(code)"],
    ["after a listing", "----\nlet a;\n----\n\nI would ¦", "I would "],
    ["a table", "|===\n| I would ¦", "(table)"],
    ["a comment", "////\nI would ¦\n////", "(comment)"],
    ["an attribute", ":author: I would ¦", "(markup)"],
    ["a link", "See link:manual.html[the ¦", "(link)"],
    ["a formula", "Let stem:[x = y¦", "(formula)"],
  ])("%s", (_, marked, expected) => expect(found(marked, "asciidoc")).toBe(expected));
});

describe("in a commit's message", () => {
  it.each([
    ["the subject", "Add what we wou¦\n\n# Please enter", "Add what we wou"],
    ["the body", "Add it\n\nI would ¦", "I would "],
    ["a comment", "Add it\n# I would ¦", "(comment)"],
    ["the difference below", "Add it\n# ------------------------ >8 ------------------------\n+I would ¦", "(comment)"],
    ["a trailer", "Add it\n\nSigned-off-by: Tom ¦", "(markup)"],
  ])("%s", (_, marked, expected) => expect(found(marked, "git-commit")).toBe(expected));
});

describe("in plain text", () => {
  it.each([
    ["lines of a sentence each", "she opened the door\nshe went to the ¦", "she went to the "],
    ["lines with capitals", "She opened the door\nThey would ¦", "They would "],
    ["a short line that goes on", "She opened the door\nand then she ¦", "She opened the door and then she "],
    ["an item", "1. It rained\n2. I would ¦", "I would "],
    ["a quoted mail", "> It rained.\n> I would ¦", "I would "],
    ["a wrap in a word with a hyphen", `${WRAPPED}old-\nfashioned edi¦`, "old-fashioned edi"],
  ])("%s", (_, marked, expected) => expect(found(marked, "plaintext").endsWith(expected)).toBe(true));
});

describe("any document, any position", () => {
  const word = fc.constantFrom(
    ..."I would like to go. It rained! Mr. e.g. * ** _ ` `` ``` ~~~ $ $$ [ ]( ) < > { } \\ \\emph{ \\begin{equation} \\end{ % # - 1. > | --- :: .. // ---- |=== http://a.b/c é 日本語 👋🏽 שלום ' \" \u200d".split(
      " ",
    ),
  );
  const line = fc.array(
    fc.oneof({ weight: 4, arbitrary: word }, { weight: 1, arbitrary: fc.string({ unit: "binary" }) }),
    {
      maxLength: 8,
    },
  );
  const document = fc.array(
    fc
      .tuple(fc.constantFrom("", "", "  ", "    "), line)
      .map(([indent, words]) => (indent + words.join(" ")).replace(/\n/g, "")),
    { minLength: 1, maxLength: 10 },
  );
  const place = fc.tuple(document, fc.nat(), fc.nat(), fc.constantFrom(...LANGUAGES));

  it("has an answer", () => {
    fc.assert(
      fc.property(place, ([lines, line, character, language]) => {
        const source = linesOf(lines.join("\n"));
        const sentence = sentenceAtCursor(source, { line, character }, language);
        if (!sentence.allowed) return;
        const { start, end } = sentence.range;
        expect(start).toEqual(end);
        expect(start.character).toBeLessThanOrEqual(lines[start.line].length);
        expect(sentence.prefix).toBe(normalizePrefix(sentence.prefix));
      }),
      { numRuns: 300 },
    );
  });

  it("reads what was inserted as the sentence's next words", () => {
    fc.assert(
      fc.property(place, ([lines, row, column, language]) => {
        const line = row % lines.length;
        const character = column % (lines[line].length + 1);
        const sentence = sentenceAtCursor(linesOf(lines.join("\n")), { line, character }, language);
        if (!sentence.allowed) return;
        const completion = "Xa bcd e";
        const written = lines[line].slice(0, character) + completion + lines[line].slice(character);
        const after = sentenceAtCursor(
          linesOf(lines.toSpliced(line, 1, written).join("\n")),
          { line, character: character + completion.length },
          language,
        );
        expect(after).toMatchObject({ allowed: true, prefix: normalizePrefix(sentence.prefix + completion) });
      }),
      { numRuns: 300 },
    );
  });
});
