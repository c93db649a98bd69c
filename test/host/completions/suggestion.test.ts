import { describe, expect, it } from "vitest";
import type { Completion } from "../../../src/core/exploration";
import { fateOf } from "../../../src/host/completions/offer";
import { placeOfSetting } from "../../../src/host/completions/settingPlace";
import { endsSentence, suggestionsOf } from "../../../src/host/completions/suggestion";

function completion(missing: string, mean = 0.5, tokens = 2): Completion {
  const gapLogProbability = tokens * Math.log(mean);
  return { text: missing, filled: [missing], logProbability: -1, gapLogProbability, gapTokens: tokens, round: 1 };
}
const texts = (missing: readonly string[], prefix: string) =>
  suggestionsOf(
    missing.map((text) => completion(text)),
    prefix,
  ).map(({ text }) => text);

describe("suggestions", () => {
  it("are the rest of the sentence, each text once", () => {
    expect(texts([" go home.", "morrow", " go home."], "I would like to")).toEqual([" go home.", "morrow"]);
  });

  it("bring no second space, and none at the end", () => {
    expect(texts([" go home. ", "go"], "I would like to ")).toEqual(["go home.", "go"]);
  });

  it("are never empty, never more than a line", () => {
    expect(texts(["", " ", "a\nb", "a\ufffcb"], "I would")).toEqual([]);
  });

  it("say how probable a token of theirs is", () => {
    expect(suggestionsOf([completion("a", 0.25, 3)], "I ")[0].probability).toBeCloseTo(0.25, 12);
    expect(suggestionsOf([completion("a", 0.25, 0)], "I ")[0].probability).toBe(0);
  });

  it("end a sentence or not", () => {
    const ends = (text: string) => endsSentence({ text, probability: 1 });
    expect(["go.", "go?", 'go."', "走。"].map(ends)).toEqual([true, true, true, true]);
    expect(["go", "go,", ""].map(ends)).toEqual([false, false, false]);
  });
});

describe("a suggestion that was shown", () => {
  const offer = { prefix: "I would", suggestion: { text: " like to", probability: 0.5 }, at: 1000 };
  it.each([
    ["I would", 1010, "along"],
    ["I would li", 2000, "along"],
    ["I would like to go", 2000, "along"],
    ["I would go", 2000, "refused"],
    ["I woul", 2000, "refused"],
    ["They came", 2000, "refused"],
    ["I would go", 1100, "unread"],
  ])("and then %j is %s", (next, now, fate) => expect(fateOf(offer, next, Number(now))).toBe(fate));
});

describe("a setting is written", () => {
  it.each([
    [{}, { where: "user", inLanguage: false }],
    [{ workspaceValue: false }, { where: "workspace", inLanguage: false }],
    [
      { workspaceValue: false, globalLanguageValue: true },
      { where: "user", inLanguage: true },
    ],
    [
      { workspaceFolderValue: true, workspaceValue: false },
      { where: "folder", inLanguage: false },
    ],
    [
      { workspaceLanguageValue: true, workspaceFolderValue: true },
      { where: "workspace", inLanguage: true },
    ],
    [
      { workspaceFolderLanguageValue: true, workspaceLanguageValue: true },
      { where: "folder", inLanguage: true },
    ],
  ])("where it is set: %j", (values, place) => expect(placeOfSetting(values)).toEqual(place));
});
