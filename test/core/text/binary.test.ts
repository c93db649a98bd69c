import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { BINARY_SAMPLE, looksBinary } from "../../../src/core/text/binary";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("looksBinary", () => {
  it("takes any text without controls for text, cut anywhere", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(200), (text, end) => {
        expect(looksBinary(utf8(`A ${text.replace(/\p{Cc}/gu, "")}`).subarray(0, end))).toBe(false);
      }),
    );
  });

  it("takes Latin-1, tabs and an empty file for text", () => {
    expect(looksBinary(Uint8Array.from("Le caf\xe9 \xe9tait \xe0 c\xf4t\xe9.\r\n\tOui.", (c) => c.charCodeAt(0)))).toBe(
      false,
    );
    expect(looksBinary(new Uint8Array())).toBe(false);
  });

  it.each([
    ["a NUL", utf8("text\0text")],
    ["UTF-16", new Uint8Array(new Uint16Array([0x48, 0x69]).buffer)],
    ["PDF", utf8("%PDF-1.7 and so on")],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 1)],
    ["many controls", utf8("ab\x01c\x02d\x03")],
    ["noise", Uint8Array.from({ length: BINARY_SAMPLE }, (_, i) => 1 + seeded(1, i).integer(255))],
  ])("refuses %s", (_, bytes) => {
    expect(looksBinary(bytes)).toBe(true);
  });
});
