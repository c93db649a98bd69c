import { expect, test } from "vitest";
import { windowAt, windowRange } from "../../../../src/core/text/cursor/window";

const LINES = ["before", "", "One line", "and another", "", "after"];
const lines = { lineCount: LINES.length, lineAt: (line: number) => LINES[line] };

test("a window's range is where its text stands", () => {
  const at = { line: 3, character: 4 };
  expect(windowRange(lines, at, at)).toEqual({ start: { line: 2, character: 0 }, end: { line: 3, character: 11 } });
  expect(windowAt(lines, at)).toEqual({ before: "One line\nand ", after: "another" });
});

test("a window of one long line begins within it", () => {
  const long = { lineCount: 1, lineAt: () => "x".repeat(20_000) };
  const at = { line: 0, character: 15_000 };
  expect(windowRange(long, at, at)).toEqual({
    start: { line: 0, character: 15_000 - windowAt(long, at).before.length },
    end: { line: 0, character: 20_000 },
  });
  expect(windowRange(long, { line: 0, character: 10 }, { line: 0, character: 10 }).end.character).toBeLessThan(10_000);
});
