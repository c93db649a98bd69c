/** How programming languages write comments and strings, by the ending of their files. */

export interface CommentSyntax {
  /** What begins a comment to the line's end. */
  readonly line: readonly string[];
  /** What begins and ends a longer one. */
  readonly block?: readonly [string, string];
  /** Quotes of strings, in which no comment begins; the longer ones first. */
  readonly strings: readonly string[];
  /** Whether a string in three quotes that stands alone is documentation. */
  readonly docstrings?: boolean;
}

const c: CommentSyntax = { line: ["//"], block: ["/*", "*/"], strings: ['"', "'", "`"] };
/** A quote alone may be a lifetime, a digit separator or a label. */
const doubleQuoted: CommentSyntax = { line: ["//"], block: ["/*", "*/"], strings: ['"'] };
const hash: CommentSyntax = { line: ["#"], strings: ['"', "'"] };
const python: CommentSyntax = { line: ["#"], strings: ['"""', "'''", '"', "'"], docstrings: true };
const julia: CommentSyntax = { line: ["#"], block: ["#=", "=#"], strings: ['"""', '"'], docstrings: true };
const php: CommentSyntax = { line: ["//", "#"], block: ["/*", "*/"], strings: ['"', "'"] };
const dashes: CommentSyntax = { line: ["--"], block: ["/*", "*/"], strings: ["'", '"'] };
const lua: CommentSyntax = { line: ["--"], block: ["--[[", "]]"], strings: ["'", '"'] };
const haskell: CommentSyntax = { line: ["--"], block: ["{-", "-}"], strings: ['"'] };
const lisp: CommentSyntax = { line: [";"], strings: ['"'] };
const percent: CommentSyntax = { line: ["%"], strings: ['"'] };

const byEnding: ReadonlyMap<string, CommentSyntax> = new Map(
  (
    [
      ["ts tsx mts cts js jsx mjs cjs java kt kts dart groovy", c],
      ["c h cc cpp cxx hh hpp hxx cs go rs swift scala m mm zig v proto", doubleQuoted],
      ["py pyi pyx", python],
      ["rb sh bash zsh fish pl pm r tcl ex exs nim cr", hash],
      ["jl", julia],
      ["php", php],
      ["sql", dashes],
      ["lua", lua],
      ["hs elm purs", haskell],
      ["lisp lsp cl el clj cljs scm rkt", lisp],
      ["erl hrl", percent],
    ] as const
  ).flatMap(([endings, syntax]) => endings.split(" ").map((ending) => [ending, syntax] as const)),
);

/** The syntax of files with an ending (without its dot, in lower case); undefined for one that is not known. */
export function commentSyntaxOf(ending: string): CommentSyntax | undefined {
  return byEnding.get(ending);
}
