import fc from "fast-check";
import { expect, test } from "vitest";
import { wordDiff } from "../../../src/core/text/wordDiff";

const marked = (before: string, after: string) =>
  wordDiff(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "removed" ? `[-${text}]` : `[+${text}]`))
    .join("");

test.each([
  ["the man sat down .", "the man sat down .", "the man sat down ."],
  ["the man sat down .", "the woman sat down .", "the [-man][+woman] sat down ."],
  ["she was silent", "she was silent for a moment", "she was silent[+ for a moment]"],
  ["it was a very old man .", "it was an old man .", "it was [-a very][+an] old man ."],
  ["hello, world!", "hello, word!", "hello, [-world][+word]!"],
  ["", "he laughed", "[+he laughed]"],
  ["he laughed", "", "[-he laughed]"],
  ["我喜欢猫", "我喜欢狗", "我喜欢[-猫][+狗]"],
])("%j to %j", (before, after, expected) => {
  expect(marked(before, after)).toBe(expected);
});

test("the longest common subsequence stays, words before spaces", () => {
  expect(marked("a b c d e f g", "b d f g h")).toBe("[-a ]b [-c ]d [-e ]f g[+ h]");
});

const sentence = fc
  .array(fc.constantFrom("a", "b", "cat", ".", "שלום", "👩‍🚀"), { maxLength: 12 })
  .map((all) => all.join(" "));

test("runs give back both sentences, and no two neighbours are of one kind", () => {
  fc.assert(
    fc.property(fc.oneof(sentence, fc.string({ unit: "binary" })), sentence, (before, after) => {
      const runs = wordDiff(before, after);
      const without = (kind: string) => runs.filter((run) => run.kind !== kind).map(({ text }) => text);
      expect(without("added").join("")).toBe(before);
      expect(without("removed").join("")).toBe(after);
      expect(runs.every((run, index) => run.kind !== runs[index + 1]?.kind && run.text !== "")).toBe(true);
    }),
  );
});

test("a text of 100,000 characters keeps its common beginning and end", () => {
  const long = (word: string) => `start ${`${word} `.repeat(20_000)}end`;
  const runs = wordDiff(long("left"), long("right"));
  expect(runs.map(({ kind }) => kind)).toEqual(["same", "removed", "added", "same"]);
  expect(runs[0].text).toBe("start ");
  expect(runs[3].text).toBe(" end");
});
