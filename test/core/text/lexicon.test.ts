import { describe, expect, test } from "vitest";
import { endsInLetter, Lexicon, wordsOf } from "../../../src/core/text/lexicon";

describe("wordsOf", () => {
  test.each([
    ["Don't stop, Anna!", ["don", "t", "stop", "anna"]],
    ["in 1990s—naïve Café", ["in", "s", "naïve", "café"]],
    ["ΑΒΓ привет", ["αβγ", "привет"]],
    ["ΟΔΟΣ οδοσήμανση", ["οδοσ", "οδοσήμανση"]],
    ["12 + 3 😀", []],
    // Nothing parts their words, so that a lexicon would hold sentences.
    ["我喜欢你 ありがとう สวัสดี OK", ["ok"]],
  ])("%s", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});

test.each([
  ["cat", true],
  ["cat ", false],
  ["cat'", false],
  ["7", false],
  ["好", false],
  ["é", true],
  ["e\u0301", true],
  ["", false],
])("a word may go on after %j: %s", (text, may) => {
  expect(endsInLetter(text)).toBe(may);
});

test("a lexicon finds what a search of all its words finds", () => {
  const words = ["zebra", "a", "bake", "baker", "bakers", "über", "an", "ant", "𝒳"];
  const lexicon = Lexicon.of([...words, ...words]);
  expect(lexicon.words).toHaveLength(words.length);
  for (const text of [...words, "", "b", "bak", "bakery", "zebras", "u", "ü", "aa", "zz", "𝒳𝒳"]) {
    expect(lexicon.has(text)).toBe(words.includes(text));
    expect(lexicon.hasBeginning(text)).toBe(words.some((word) => word.startsWith(text)));
  }
  expect(Lexicon.of([]).hasBeginning("")).toBe(false);
});
