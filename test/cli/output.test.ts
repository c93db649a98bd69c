import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { counted, fixed, table, toJson } from "../../src/cli/output";

describe("toJson", () => {
  it("writes float32 numbers so that they come back exactly", () => {
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true }), (values) => {
        expect(Float32Array.from(JSON.parse(toJson(values)))).toEqual(values.map((value) => value + 0));
      }),
    );
  });

  it("is one line of plain arrays", () => {
    const value = { text: "a\nb", mean: Float32Array.of(0.1, -2), tokens: Int32Array.of(3, 4) };
    expect(toJson(value)).toBe('{"text":"a\\nb","mean":[0.100000001,-2],"tokens":[3,4]}');
  });
});

describe("table", () => {
  it("aligns each column as asked, and leaves no spaces at the ends of lines", () => {
    const rows = [
      ["1.5", "left", "end"],
      ["\u221210.25", "l"],
    ];
    expect(table(rows, "r")).toBe("   1.5  left  end\n\u221210.25  l");
  });
});

it("fixed has a true minus sign", () => {
  expect(fixed(-1.005, 1)).toBe("\u22121.0");
});

it("counted knows the plural", () => {
  expect([1, 2, 12345].map((count) => counted(count, "step"))).toEqual(["1 step", "2 steps", "12,345 steps"]);
});
