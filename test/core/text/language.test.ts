import { describe, expect, it } from "vitest";
import { detectLanguage, LanguageShares } from "../../../src/core/text/language";

const ENGLISH = "The watchman sees nothing at all, but through the roar of the wind he hears a voice.";
const GERMAN = "Der Wächter sieht gar nichts, aber durch das Brausen des Windes hört er eine Stimme.";

describe("detectLanguage", () => {
  it.each([
    [ENGLISH, "en"],
    [GERMAN, "de"],
    ["Le veilleur ne voit rien du tout, mais il entend une voix dans le vent.", "fr"],
    ["El vigilante no ve nada, pero oye una voz entre el rugido del viento.", "es"],
    ["Сторож ничего не видит, но слышит голос.", "ru"],
    ["夜警は何も見えないが、声を聞いた。", "ja"],
  ])("knows %s", (text, language) => expect(detectLanguage(text)).toBe(language));

  it("knows none of a text without letters", () => expect(detectLanguage("12 + 34 = 46")).toBeUndefined());
});

describe("LanguageShares", () => {
  it("tells the shares of a mixed text", () => {
    const shares = new LanguageShares();
    for (let block = 0; block < 40; block++)
      for (let n = 0; n < 25; n++) shares.add(block % 4 === 0 ? GERMAN : ENGLISH);
    const [first, second, ...rest] = shares.shares();
    expect(first?.language).toBe("en");
    expect(second?.language).toBe("de");
    expect(first?.share).toBeCloseTo(0.75, 1);
    expect(rest.reduce((sum, { share }) => sum + share, 0)).toBeLessThan(0.05);
    expect([first, second, ...rest].reduce((sum, part) => sum + (part?.share ?? 0), 0)).toBeCloseTo(1);
  });

  it("tells the language of a single sentence, and nothing of none", () => {
    const shares = new LanguageShares();
    expect(shares.shares()).toEqual([]);
    shares.add(GERMAN);
    expect(shares.shares()).toEqual([{ language: "de", share: 1 }]);
  });
});
