import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expandBraces, matcher } from "../../../src/trainer/workspace/globs";

describe("expandBraces", () => {
  it.each([
    ["a.md", ["a.md"]],
    ["*.{md,txt}", ["*.md", "*.txt"]],
    ["{a,b}/{c,d}", ["a/c", "a/d", "b/c", "b/d"]],
    ["a{b,c{d,e}}f", ["abf", "acdf", "acef"]],
    ["{a}", ["{a}"]],
    ["{a,b", ["{a,b"]],
    ["a,b}", ["a,b}"]],
  ])("writes %s out", (glob, expected) => expect(expandBraces(glob).sort()).toEqual([...expected].sort()));

  it("gives a bounded number of any glob", () => {
    expect(expandBraces("{a,b}".repeat(40)).length).toBeLessThanOrEqual(1100);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{},ab*") }), (glob) => {
        expect(expandBraces(glob).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("matcher", () => {
  it.each([
    ["**/.git", ".git", true, true],
    ["**/*.js", "a/b.js", false, true],
    ["docs", "docs/a/b.md", false, true],
    ["/a.md", "b/a.md", false, false],
    ["a.md", "b/a.md", false, true],
    ["build/", "build", false, false],
    ["build/", "build", true, true],
    ["a?.md", "ab.md", false, true],
    ["[ab].md", "c.md", false, false],
  ])("%s against %s (folder: %s): %s", (glob, path, isFolder, expected) => {
    expect(matcher([glob])(path, isFolder)).toBe(expected);
  });

  it("takes any glob and any path", () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("/") && !/^\.*$/.test(text));
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 3 }),
        name,
        (globs, path) => typeof matcher(globs)(path, false) === "boolean",
      ),
    );
  });
});
