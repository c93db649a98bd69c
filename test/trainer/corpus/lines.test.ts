import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineCutter } from "../../../src/trainer/corpus/lines";

/** Lines put together again from their parts. */
function linesFrom(pieces: readonly string[]): string[] {
  const cutter = new LineCutter();
  const lines: string[] = [];
  let line = "";
  for (const part of [...pieces.flatMap((piece) => [...cutter.cut(piece)]), ...cutter.end()]) {
    line = part.begins ? part.text : line + part.text;
    if (part.ends) lines.push(line);
  }
  return lines;
}

describe("LineCutter", () => {
  it("cuts at LF, CR LF and CR, wherever the pieces part", () => {
    const unit = fc.constantFrom("a", "b", "\n", "\r", "\r\n", "\u2028", "");
    fc.assert(
      fc.property(fc.array(fc.array(unit).map((units) => units.join(""))), (pieces) => {
        const text = pieces.join("");
        const expected = text.split(/\r\n|\n|\r/);
        if (expected.at(-1) === "") expected.pop();
        expect(linesFrom(pieces)).toEqual(expected);
      }),
    );
  });
});
