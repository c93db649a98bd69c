import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizePrefix, normalizeText } from "../../../src/core/text/normalize";

describe("normalizeText", () => {
  it.each([
    ["every white space", "\ta\u00a0\u2003b\r\n\u2028c\u2029d\u3000e\u0085f \u202f", "a b c d e f"],
    ["composed characters", "Cafe\u0301 \u1e0b\u0323", "Café \u1e0d\u0307"],
    ["controls and NUL", "a\u0000b\u0007c\u009fd\u007f", "abcd"],
    ["zero width, soft hyphen, marks of direction, BOM", "\ufeffa\u200bb\u00adc\u200ed\u2060e", "abcde"],
    ["lone surrogates", "a\ud800b\udc00c", "abc"],
    ["joiners between Latin letters", "a\u200db\u200cc", "abc"],
    ["only white space", " \u00a0\ufeff\u200d ", ""],
  ])("takes out %s", (_, text, expected) => {
    expect(normalizeText(text)).toBe(expected);
  });

  it.each([
    ["a family", "👩‍👩‍👧‍👦"],
    ["a profession with a skin tone", "👩🏽‍🚀"],
    ["the rainbow flag", "🏳️‍🌈"],
    ["the flag of Scotland", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["Persian", "می‌خواهم"],
    ["Hindi", "क्‍ष"],
    ["Sinhala", "ශ්‍රී"],
  ])("keeps %s", (_, text) => {
    expect(normalizeText(text)).toBe(text);
  });

  it("keeps words apart that a removed mark stood between with a space", () => {
    expect(normalizeText("a \u200b b")).toBe("a b");
  });

  const unicode = fc.string({ unit: "binary" });
  const nasty = fc.string({
    unit: fc.constantFrom(
      ..."a e\u0301\u0316\u0344\u200c\u200d\ufeff\u00ad\u00a0\t\u0000\ud83d\udc69\ude00\ufe0f\u0627\u0654\u064b\u0915\u094d\u093c",
      "👩",
      "\u{1f3fd}",
    ),
    maxLength: 120,
  });
  it("is idempotent, in NFC, trimmed and well formed, for any text", () => {
    fc.assert(
      fc.property(fc.oneof(unicode, nasty), (text) => {
        const normal = normalizeText(text);
        expect(normalizeText(normal)).toBe(normal);
        expect(normal.normalize("NFC")).toBe(normal);
        expect(normal).not.toMatch(/^\s|\s$|\s\s|[^\S ]|\p{Cc}|\p{Cs}|\ufeff|\u200b/u);
      }),
      { numRuns: 2000 },
    );
  });

  it("keeps the letters and digits of any text", () => {
    const letters = (text: string): string => text.normalize("NFC").replace(/[^\p{L}\p{Nd}]/gu, "");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(letters(normalizeText(text))).toBe(letters(text));
      }),
    );
  });

  it.each(["a", " ", "\u200d", "\u0301\u0316", "ab ", "\ufeff", "\ud800"])(
    "does not stumble over a line of three million characters %j",
    (unit) => {
      const long = unit.repeat(3e6 / unit.length);
      const normal = normalizeText(long);
      expect(normal.length).toBeLessThanOrEqual(long.length);
    },
  );
});

describe("normalizePrefix", () => {
  it.each([
    ["I am", "I am"],
    ["I  am \u00a0", "I am "],
    ["I am \u200b", "I am "],
    ["  ", ""],
    ["", ""],
    ["I am .", "I am ."],
  ])("keeps one space at the end: %j", (prefix, expected) => {
    expect(normalizePrefix(prefix)).toBe(expected);
  });
});
