import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, detectEncoding, TextStream } from "../../../src/core/text/encoding";

/** With every kind of line break, and characters that Latin-1 lacks. */
const PROSE = "Ein schöner Tag – “so” fängt es an.\r\nDas Café kostet 5 €; naïve Gäste zahlen gern.\nÜber alles.\r";

/** What Windows-1252 has at 0x80 to 0x9f, where Latin-1 has controls; a space where it has nothing. */
const CP1252 = new Map([..."€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"].map((character, n) => [character, 0x80 + n]));
CP1252.delete(" ");

const encoders: Readonly<Record<string, (text: string) => Uint8Array>> = {
  "utf-8": (text) => new TextEncoder().encode(text),
  "utf-16le": (text) => new Uint8Array(Buffer.from(text, "utf16le")),
  "utf-16be": (text) => new Uint8Array(Buffer.from(text, "utf16le").swap16()),
  "windows-1252": (text) => Uint8Array.from(text, (character) => CP1252.get(character) ?? character.charCodeAt(0)),
};

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("decodeText", () => {
  it.each(Object.keys(encoders))("reads %s", (encoding) => {
    expect(decodeText(encoders[encoding](PROSE))).toEqual({ text: PROSE, encoding });
  });

  it.each(["utf-8", "utf-16le", "utf-16be"])("reads %s with a byte order mark, and takes it away", (encoding) => {
    expect(decodeText(encoders[encoding](`\ufeff${PROSE}`))).toEqual({ text: PROSE, encoding });
    expect(decodeText(encoders[encoding]("\ufeff漢字"))).toEqual({ text: "漢字", encoding });
  });

  it("reads any Western text that was written in these encodings", () => {
    const word = fc.stringMatching(/^[A-Za-z]{2,8}[éèüöäñçßÉÜ]?[a-z]{2,6}$/);
    const text = fc.array(word, { minLength: 4, maxLength: 40 }).map((words) => `${words.join(" ")}.\n`);
    fc.assert(
      fc.property(text, fc.constantFrom(...Object.keys(encoders)), (prose, encoding) => {
        expect(decodeText(encoders[encoding](prose))?.text).toBe(prose);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["shift_jis", [0x82, 0xb1, 0x82, 0xf1, 0x82, 0xc9, 0x82, 0xbf, 0x82, 0xcd, 0x81, 0x41], "こんにちは、"],
    [
      "koi8-r",
      [
        0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x20, 0xd7, 0xd3, 0xc5, 0xcd, 0x20, 0xcc, 0xc0, 0xc4, 0xd1, 0xcd, 0x2e,
        0x20,
      ],
      "Привет всем людям. ",
    ],
  ])("tells %s by its statistics", (encoding, bytes, text) => {
    const many = joined(...Array.from({ length: 30 }, () => Uint8Array.from(bytes)));
    expect(decodeText(many)).toEqual({ text: text.repeat(30), encoding });
  });

  it("keeps to UTF-8 where a byte of it is damaged, or cut off at the end of the sample", () => {
    const good = encoders["utf-8"]("Größe über alles, schöne Füße, naïve Bären, öde Wälder. ".repeat(20));
    const damaged = joined(good, Uint8Array.of(0xff), good);
    expect(decodeText(damaged)).toMatchObject({ encoding: "utf-8" });
    expect(decodeText(damaged)?.text).toContain("\ufffd");
    for (let cut = 0; cut < 4; cut++) {
      expect(detectEncoding(joined(new Uint8Array(65536 - 2).fill(97), encoders["utf-8"]("漢").subarray(0, cut)))).toBe(
        "utf-8",
      );
    }
  });

  it.each([
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
    ["a PDF", encoders["utf-8"]("%PDF-1.7\nplain so far")],
    ["zeros", new Uint8Array(100)],
    [
      "numbers of 16 bits",
      Uint8Array.from({ length: 400 }, (_, n) => (n % 2 === 0 ? (n * 37) % 256 : n % 6 === 1 ? 0 : 0xdc)),
    ],
    ["noise", Uint8Array.from({ length: 4000 }, (_, n) => Math.imul(n + 1, 2654435761) >>> 24)],
  ])("refuses %s", (_, bytes) => expect(decodeText(bytes)).toBeUndefined());

  it("takes any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const decoded = decodeText(bytes);
        if (decoded !== undefined) expect(decoded.text.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("TextStream", () => {
  it("reads the same in pieces of any size as at once, once its first piece has shown the encoding", () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(encoders)), fc.integer({ min: 1, max: 50 }), (encoding, size) => {
        const bytes = encoders[encoding](`${PROSE}${PROSE}`);
        const stream = new TextStream();
        // As many bytes as show what it is; the rest however it comes.
        let text = stream.push(bytes.subarray(0, 64));
        for (let start = 64; start < bytes.length; start += size)
          text += stream.push(bytes.subarray(start, start + size));
        expect(text + stream.end()).toBe(PROSE + PROSE);
        expect(stream.encoding).toBe(encoding);
      }),
    );
  });

  it("tells the encoding by the first piece that is not ASCII", () => {
    const stream = new TextStream();
    const text =
      stream.push(encoders["utf-8"]("Plain at first. ")) +
      stream.push(encoders["windows-1252"]("Später nicht mehr so."));
    expect(text + stream.end()).toBe("Plain at first. Später nicht mehr so.");
  });
});
