import { describe, expect, test } from "vitest";
import { decodeByBeam } from "../../../src/core/decoding/beam";
import { patternOf } from "../../../src/core/decoding/constraint";
import { admitsKnownWords } from "../../../src/core/decoding/knownWords";
import { Lexicon } from "../../../src/core/text/lexicon";
import { allSentences, TableDecoder } from "./tableDecoder";

const TEXTS = ["<pad>", "<unk>", "<s>", "</s>", " bak", "er", "s", ".", " the", "\uFFFD", " Z"];
const id = (text: string) => TEXTS.indexOf(text);
const admits = admitsKnownWords(Lexicon.of(["the", "baker"]), "Zoë's", (token) => TEXTS[token]);
const may = (...texts: string[]) => admits(texts.map(id), false);
const isWhole = (...texts: string[]) => admits(texts.map(id), true);

describe("admitsKnownWords", () => {
  test("a word may be begun, and must be ended", () => {
    expect(may(" bak")).toBe(true);
    expect(isWhole(" bak")).toBe(false);
    expect(isWhole(" bak", "er")).toBe(true);
    expect(may(" bak", "s")).toBe(false);
    expect(may(" bak", " the")).toBe(false);
    expect(may(" bak", ".")).toBe(false);
    expect(may(" bak", "er", ".", " the")).toBe(true);
  });

  test("a word goes on over any number of tokens", () => {
    expect(may(" bak", "er", "s")).toBe(false);
    expect(may(" the", " bak", "er", "er")).toBe(false);
  });

  test("the words of a text beside it are known, and half a character is not held against a word", () => {
    expect(may(" Z")).toBe(true);
    expect(isWhole(" Z")).toBe(false);
    expect(isWhole(" Z", "\uFFFD", "\uFFFD")).toBe(true);
    expect(isWhole(" the", ".", "s")).toBe(true);
  });

  test("a token may hold a mark of a word's last letter and what comes after the word", () => {
    const pieces = [" ह", "ै,", " और"];
    const some = admitsKnownWords(Lexicon.of(["है", "और"]), "", (token) => pieces[token]);
    expect([[0], [0, 1], [0, 1, 2]].map((tokens) => some(tokens, false))).toEqual([true, true, true]);
    expect(some([2, 1], false)).toBe(false);
  });
});

test("a beam that runs out of time waits for the end of a word", async () => {
  const options = { width: 4, maxTokens: 6, pattern: patternOf(undefined, 1), admits, isLate: () => true };
  const [found] = await decodeByBeam(new TableDecoder(9), Float32Array.of(0.3), 1, options);
  expect(found.length).toBeGreaterThan(0);
  for (const { tokens } of found) expect(admits(tokens, true)).toBe(true);
});

test("a beam finds the most probable of the admitted sentences", async () => {
  const decoder = new TableDecoder(9);
  const latent = Float32Array.of(0.3);
  const pattern = patternOf(undefined, 1);
  const options = { width: 9 ** 3, maxTokens: 3, pattern, admits };
  const [found] = await decodeByBeam(decoder, latent, 1, options);
  const exact = [...allSentences(9, 3)]
    .filter((tokens) => tokens.length > 0 && tokens.every((_, index) => admits(tokens.slice(0, index + 1), false)))
    .filter((tokens) => admits(tokens, true))
    .sort((a, b) => decoder.logProbability(b, latent) - decoder.logProbability(a, latent));
  expect(exact.length).toBeGreaterThan(3);
  expect(found.map(({ tokens }) => tokens)).toEqual(exact);
});

test("a beam finds nothing where nothing is admitted", async () => {
  const options = { width: 3, maxTokens: 3, admits: () => false };
  expect(await decodeByBeam(new TableDecoder(9), Float32Array.of(0.3), 1, options)).toEqual([[]]);
});
