/** What a line lies in that began far above: a code block, a formula, the fields at the head, a comment. */
import { FORMULA_ENVIRONMENTS, SILENT_ENVIRONMENTS } from "../markup/latexCommands";
import type { Obstacle, TextLines } from "./cursor";

/** Lines that are looked through for its beginning. */
const LINES_BACK = 1000;
const LONGEST_LINE = 1000;

/** By language: what the line at the cursor is inside of, told from the lines before it. */
const ENCLOSURES: Readonly<Record<string, (before: readonly string[], whole: boolean) => Obstacle | undefined>> = {
  markdown: inFence,
  asciidoc: inDelimiters,
  latex: inEnvironment,
};

export function enclosureAt(lines: TextLines, line: number, language: string): Obstacle | undefined {
  if (language === "markdown" && isInFrontMatter(lines, line)) return "front-matter";
  const find = ENCLOSURES[language];
  if (find === undefined) return undefined;
  const first = Math.max(0, line - LINES_BACK);
  const before = Array.from({ length: line - first }, (_, index) => lines.lineAt(first + index).slice(0, LONGEST_LINE));
  return find(before, first === 0);
}

const FENCES: Readonly<Record<string, readonly string[]>> = { "---": ["---", "..."], "+++": ["+++"] };
const LONGEST_FRONT_MATTER = 500;

/** Between the fence in the first line and the one that closes it; without a second one the first is a rule. */
function isInFrontMatter(lines: TextLines, line: number): boolean {
  const closing =
    FENCES[
      lines
        .lineAt(0)
        .replace(/^\ufeff/, "")
        .trimEnd()
    ];
  if (closing === undefined || line >= LONGEST_FRONT_MATTER) return false;
  for (let next = 1; next < Math.min(lines.lineCount, LONGEST_FRONT_MATTER); next++) {
    if (closing.includes(lines.lineAt(next).trimEnd())) return line <= next;
  }
  return false;
}

const FENCE = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})\s*([^\s`]*)/;

/** The middle of a document may itself begin within a fence: one that names a language shows that none was open. */
function inFence(before: readonly string[], whole: boolean): Obstacle | undefined {
  let open = "";
  for (const line of before) {
    if (!line.includes("```") && !line.includes("~~~")) continue;
    const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
    if (mark === "") continue;
    const closes = open !== "" && mark[0] === open[0] && mark.length >= open.length;
    if (open === "" || (closes && info !== "" && !whole)) open = mark;
    else if (closes && info === "") open = "";
  }
  return open === "" ? undefined : "code";
}

const DELIMITER = /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|`{3,}\S*|[|,:!]={3,})$/;

function inDelimiters(before: readonly string[]): Obstacle | undefined {
  let open = "";
  for (const raw of before) {
    const line = raw.trimEnd();
    if (open !== "") {
      if (line === open) open = "";
    } else if (DELIMITER.test(line)) open = line.startsWith("```") ? "```" : line;
  }
  if (open === "") return undefined;
  if (open.endsWith("===")) return "table";
  return open.startsWith("/") ? "comment" : "code";
}

const ENVIRONMENT = /\\(begin|end)\s*\{([^}]*)\}/g;

function inEnvironment(before: readonly string[]): Obstacle | undefined {
  let open = "";
  let preamble = false;
  for (const line of before) {
    if (!line.includes("\\")) continue;
    if (/^\s*\\documentclass\b/.test(line)) preamble = true;
    for (const [, which, name] of line.matchAll(ENVIRONMENT)) {
      if (name === "document") preamble = false;
      if (open === "" && which === "begin" && obstacleOf(name) !== undefined) open = name;
      else if (which === "end" && name === open) open = "";
    }
  }
  return open === "" ? (preamble ? "command" : undefined) : obstacleOf(open);
}

function obstacleOf(environment: string): Obstacle | undefined {
  const name = environment.replace(/\*$/, "");
  if (FORMULA_ENVIRONMENTS.has(name)) return "formula";
  if (/^(?:tabular|longtable|array)/.test(name)) return "table";
  return SILENT_ENVIRONMENTS.has(name) ? "code" : undefined;
}
