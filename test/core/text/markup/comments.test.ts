import { describe, expect, it } from "vitest";
import { numbered, sentencesIn } from "./sentencesIn";

describe("comments of source code", () => {
  it("reads documentation without its tags, and comments on lines that belong together", () => {
    const code = `/**
 * Says hello to {@link Person}. Twice.
 * @param {string} name the name of the person
 * @returns nothing at all
 */
function f(name: string) { const a = "// no"; return 1; } // trailing remark here
// eslint-disable-next-line
// Two lines
// that belong together.
const x = 'http://no.no'; /* a block */
// const y = 1;
const re = \`// no \${x}
// no\`;
/* Another
   block. */`;
    expect(numbered("a.ts", code)).toEqual([
      [2, "Says hello to Person."],
      [2, "Twice."],
      [3, "the name of the person"],
      [4, "nothing at all"],
      [6, "trailing remark here"],
      [8, "Two lines that belong together."],
      [10, "a block"],
      [14, "Another block."],
    ]);
  });

  it("reads docstrings", () => {
    const code = `#!/usr/bin/env python
"""Module docs. Here."""
def f(x):
    r'''Does a thing.

    Args:
        x: the thing to do.
    '''
    s = """no docstring"""
    t = "# no comment"
    return x  # the result of it
`;
    expect(numbered("a.py", code)).toEqual([
      [2, "Module docs."],
      [2, "Here."],
      [4, "Does a thing."],
      [7, "the thing to do."],
      [11, "the result of it"],
    ]);
  });

  it.each([
    ["a.rs", "/// Borrows it.\nfn f<'a>(x: &'a str) {} // it's fine\n", ["Borrows it.", "it's fine"]],
    [
      "a.go",
      "// Package x does things.\npackage x\nvar r = '\"' // a quote mark\n",
      ["Package x does things.", "a quote mark"],
    ],
    ["a.sh", '#!/bin/sh\n# Prints it.\necho "# no" a#no $#\n', ["Prints it."]],
    ["a.rb", "x = 1 # one and only\n", ["one and only"]],
    ["a.java", "/* Licence text. */\nchar c = '\\''; // a quote\n", ["Licence text.", "a quote"]],
    ["a.sql", "-- All of them.\nselect '-- no';\n", ["All of them."]],
    ["a.lua", "--[[ A long\ncomment. ]]\nx = 1 -- short one\n", ["A long comment.", "short one"]],
    ["a.hs", "{- A long one. -}\nx = 1 -- short one\n", ["A long one.", "short one"]],
    ["a.clj", ';; Of parentheses.\n(a "; no")\n', ["Of parentheses."]],
    ["a.jl", "#= A block. =#\nx = 1 # short one\n", ["A block.", "short one"]],
    ["a.c", "/* Never closed,\nbut read.", ["Never closed, but read."]],
  ])("knows the syntax of %s", (name, code, expected) => expect(sentencesIn(name, code)).toEqual(expected));
});
