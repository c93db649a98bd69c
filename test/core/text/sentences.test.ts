import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeText } from "../../../src/core/text/normalize";
import { LONGEST_SENTENCE, SentenceSplitter, splitSentences } from "../../../src/core/text/sentences";

/** Sentences with `|` where they must part. */
const parts = (marked: string): string[] => marked.split("|").map((sentence) => sentence.trim());
const joined = (marked: string): string => parts(marked).join(" ");

describe("splitSentences", () => {
  it.each([
    "He met Mr. Smith and Dr. Jones. | They spoke.",
    "She lives in the U.S. Army base. | He left the U.S. | They stayed.",
    "Fruit, e.g. Apples or pears, i.e. Food. | Good.",
    "J. R. R. Tolkien wrote it. | George W. Bush did not.",
    "So do I. | Tom agrees.",
    "No. 5 is alive. | No. | Are you sure? | No. | Nobody is.",
    "See Fig. 3 and pp. 4 to 7. | See Vol. II of it.",
    "He came at 5 p.m. on Monday. | We met at 6 p.m. | It was late.",
    "He pays 3.50 dollars. | Version 2.0 is out!",
    'He said "Go." | She left. | (He stayed.) | [Really?] | Yes.',
    "“Go.” | ‘No.’ | «Oui.» | Fine.",
    '"Who goes there?" the watchman repeats. | Nobody answers.',
    "What?! | No... | Well!",
    "1. Wash the rice. | 2. Cook it.",
    "Acme Inc. Shares fell. | Smith vs. Jones is over.",
  ])("splits %j", (marked) => {
    expect(splitSentences(joined(marked))).toEqual(parts(marked));
  });

  it.each([
    ["de", "Es ist z. B. Montag. | Am 3. Oktober kam Herr Dr. Müller. | Er blieb."],
    ["fr", "M. Dupont est là. | Il parle à Mme. Curie."],
    ["es", "El Sr. López llegó. | ¿Quién? | La Sra. Ruiz."],
    ["de-AT", "Das ist Nr. 5 usw. | Das genügt."],
  ])("knows abbreviations of %s", (language, marked) => {
    expect(splitSentences(joined(marked), language)).toEqual(parts(marked));
  });

  it("joins wrapped lines and ends a paragraph at a blank one", () => {
    const text = "The well-\nknown man came\r\nhome.  He sat\ndown.\n\nA heading\n \nThe end";
    expect(splitSentences(text)).toEqual(["The well-known man came home.", "He sat down.", "A heading", "The end"]);
  });

  it("joins lines of ideographs without a space", () => {
    expect(splitSentences("我爱\n你。你\n呢？", "zh")).toEqual(["我爱你。", "你呢？"]);
  });

  it("takes a paragraph separator for the end of a sentence", () => {
    expect(splitSentences("One\u2029Two\u2028three")).toEqual(["One", "Two three"]);
  });

  it("gives nothing for nothing", () => {
    expect(splitSentences("")).toEqual([]);
    expect(splitSentences(" \n\n\t\u200b\n")).toEqual([]);
  });

  const word = fc.constantFrom(
    "The",
    "cat",
    "Mr.",
    "U.S.",
    "sat.",
    "She",
    '"Go!"',
    "J.",
    "(so)",
    "what?",
    "5",
    "\n\n",
    "—",
    "A",
  );
  it("loses no text and gives only normal sentences", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ unit: "grapheme", maxLength: 5 })), { maxLength: 60 }),
        (words) => {
          const text = words.join(" ");
          const sentences = splitSentences(text);
          for (const sentence of sentences) expect(normalizeText(sentence)).toBe(sentence);
          expect(sentences.join("").replaceAll(" ", "")).toBe(
            splitSentences(text.replace(/\n/g, " ")).join("").replaceAll(" ", ""),
          );
        },
      ),
    );
  });

  it("splits a long paragraph as it splits its pieces", () => {
    const few = 'He met Mr. Smith in the U.S. Army. They said "Go." Then J. Jones left. What? No. 5.';
    const once = splitSentences(few);
    const many = splitSentences(Array.from({ length: 500 }, () => few).join(" "));
    expect(many).toEqual(Array.from({ length: 500 }, () => once).flat());
  });

  it("does not depend on how a line is fed", () => {
    const text = 'He met Mr. Smith. "Go." The U.S. Army left. They did. '.repeat(80);
    const splitter = new SentenceSplitter();
    const fed = [...splitter.line(text.slice(0, 11))];
    for (let start = 11; start < text.length; start += 37) fed.push(...splitter.more(text.slice(start, start + 37)));
    expect([...fed, ...splitter.end()]).toEqual(splitSentences(text));
  });

  it.each(["a", "ab ", "👩", "Hello there. "])("cuts a line of three million characters %j into sentences", (unit) => {
    const sentences = splitSentences(unit.repeat(3e6 / unit.length));
    expect(Math.max(...sentences.slice(0, 1000).map((sentence) => sentence.length))).toBeLessThanOrEqual(
      LONGEST_SENTENCE,
    );
    const length = sentences.reduce((sum, sentence) => sum + sentence.replaceAll(" ", "").length, 0);
    expect(length).toBe(unit.replaceAll(" ", "").length * Math.floor(3e6 / unit.length));
  });
});
