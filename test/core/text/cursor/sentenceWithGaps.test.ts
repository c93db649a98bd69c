import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { sentenceWithGaps } from "../../../../src/core/text/cursor/sentenceWithGaps";

/** `[[` and `]]` mark words, `¦` is the cursor. */
function read(marked: string, language: string) {
  const source = marked.replace(/\[\[|\]\]|¦/g, "");
  const offset = (mark: string) => marked.slice(0, marked.indexOf(mark)).replace(/\[\[|\]\]|¦/g, "").length;
  const at = marked.includes("¦") ? { at: offset("¦") } : {};
  const words = marked.includes("[[") ? { marked: [{ start: offset("[["), end: offset("]]") }] } : {};
  const found = sentenceWithGaps(source, { ...at, ...words }, language);
  const inSource = found?.gaps.map((spans) => spans.map(({ start, end }) => source.slice(start, end)));
  return { text: found?.text, original: found?.original, inSource };
}

describe("the sentence with gaps", () => {
  it.each([
    ["the first of a selection", "It rained. I ___ to the ___. He ___.", "plaintext", "I ___ to the ___."],
    ["at the cursor", "It ___. I ___ to¦ the ___. He ___.", "plaintext", "I ___ to the ___."],
    ["behind which the cursor is", "It ___. He came. I ___ to it. ¦", "plaintext", "I ___ to it."],
    ["with the cursor in a gap", "It ___. I _¦__ to it.", "plaintext", "I ___ to it."],
    ["that begins with one", "It rained. ___ came home. He left.", "plaintext", "___ came home."],
    ["in a word", "She un___ed the door.", "plaintext", "She un___ed the door."],
    ["over lines", "She opened\nthe ___ of\nher house.", "markdown", "She opened the ___ of her house."],
    ["in a quotation", "> - She *opened* the ___ of\n>   her `house`.", "markdown", "She opened the ___ of her house."],
    [
      "in emphasis and a link",
      "See [the ___ of](https://a.org/b_c) **the ___**.",
      "markdown",
      "See the ___ of the ___.",
    ],
    ["beside bold italics", "He is ___very___ tired ___.", "markdown", "He is very tired ___."],
    ["in a heading", "# The ___ of things\n\nText.", "markdown", "The ___ of things"],
    ["in LaTeX", "\\emph{She} opened the ___ of~it.% no ___\n", "latex", "She opened the ___ of it."],
    ["beside an escape", "She wrote \\_\\_\\_ and ___.", "markdown", "She wrote \\___ and ___."],
    ["of plain lines, each a sentence", "He came\nShe ___ too\nThey left", "plaintext", "She ___ too"],
    ["of adjoining gaps, which are one", "She ___ ___ it.", "plaintext", "She ___ it."],
  ])("%s", (_, source, language, text) => {
    expect(read(source, language).text).toBe(text);
  });

  it.each([
    ["of another sentence than the cursor's", "It ___. She came¦ home."],
    ["of a rule", "She came¦ home.\n\n___\n\nIt rained."],
    ["of a heading's underline", "A title¦ here\n______\n\nText."],
    ["that is escaped", "She \\___ came¦ home."],
  ])("is none %s", (_, source) => {
    expect(read(source, "markdown").text).toBeUndefined();
  });

  it("has gaps where words are marked, and shows what stood there", () => {
    expect(read("It rained. She *opened* the [[old door]] of ___. Yes.", "markdown")).toEqual({
      text: "She opened the ___ of ___.",
      original: "She opened the old door of ___.",
      inSource: [["old door"], ["___"]],
    });
  });

  it("leaves out what is marked around a gap that is written", () => {
    expect(read("She [[opened ___]] it.", "plaintext")).toMatchObject({
      text: "She ___ it.",
      inSource: [["opened ___"]],
    });
  });

  test("has one gap for those with only a formula between them", () => {
    expect(read("She saw ___ $x$ ___ here.", "markdown")).toMatchObject({
      text: "She saw ___ here.",
      inSource: [["___", "___"]],
    });
  });

  test("is without an underscore or backslash that touches a gap", () => {
    expect(read("She `_`___ it `\\`___ here.", "markdown")).toMatchObject({
      text: "She ___ it ___ here.",
      inSource: [["___"], ["___"]],
    });
  });

  test("has gaps that are in the source, in order, one for each in the text", () => {
    const word = fc.constantFrom(
      "She ",
      "opened",
      " ___ ",
      "___",
      ". ",
      "\n",
      "\n\n",
      "*",
      "`",
      "_",
      "# ",
      "[a](b)",
      "\\",
      "{",
      "$",
    );
    const languages = fc.constantFrom("markdown", "latex", "restructuredtext", "asciidoc", "plaintext");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), fc.nat(60), languages, (words, at, language) => {
        const source = words.join("");
        const found = sentenceWithGaps(source, { at: Math.min(at, source.length) }, language);
        if (found === undefined) return;
        const spans = found.gaps.flat();
        for (const { start, end } of spans) expect(source.slice(start, end)).toMatch(/^_{3,}$/);
        expect(spans).toEqual([...spans].sort((a, b) => a.start - b.start));
        expect(found.text.match(/(?<![\\_])_{3,}(?:\s+_{3,})*/g)).toHaveLength(found.gaps.length);
      }),
      { numRuns: 1000 },
    );
  });
});
