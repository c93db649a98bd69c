import { expect, it } from "vitest";
import { decodeByBeam } from "../../../src/core/decoding/beam";
import type { Pattern } from "../../../src/core/decoding/pattern";
import { TableDecoder } from "./tableDecoder";

const VOCABULARY = 3000;
const EOS = 3;
/** The later in the vocabulary, the less probable; the end mark is sure once anything is written. */
const decoder = new TableDecoder(VOCABULARY, (history) =>
  Array.from({ length: VOCABULARY }, (_, token) =>
    history.length > 1 ? (token === EOS ? 0 : -20 - token / 100) : -8 - token / 1000,
  ),
);

function spelling(text: string, texts: Readonly<Record<number, string>>): Pattern {
  return {
    tokens: [],
    regions: [{ texts: [text, ""], gaps: [{ least: 0, most: 9 }], tokens: [] }],
    tokenText: (token) => texts[token] ?? "#",
  };
}

async function spelt(text: string, texts: Readonly<Record<number, string>>): Promise<(readonly number[])[]> {
  const options = { width: 4, maxTokens: 3, pattern: spelling(text, texts) };
  const [found] = await decodeByBeam(decoder, Float32Array.of(0), 1, options);
  return found.filter(({ ended }) => ended).map(({ tokens }) => tokens);
}

it("finds what spells a text among the likely tokens, the likeliest first", async () => {
  const found = await spelt("ab", { 10: "abc", 20: "ab", 2990: "abd" });
  expect(found.slice(0, 2)).toEqual([[10], [20]]);
});

it("looks through the rest of the vocabulary where none of the likely ones does", async () => {
  expect((await spelt("ab", { 2990: "abd", 2995: "ab" })).slice(0, 2)).toEqual([[2990], [2995]]);
});

it("finds each piece of a text that takes several tokens, likely or not", async () => {
  expect(await spelt("ab", { 10: "a", 2990: "b" })).toContainEqual([10, 2990]);
});
