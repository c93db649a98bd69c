/** The prose of MDX: Markdown with modules, JSX tags and expressions in braces, which are taken out first. */
import { markdownProse } from "./markdown";
import { linesOf, type Prose } from "./prose";

/** UTF-16 units that a tag or an expression may take; an opening that is not closed by then is text. */
const LONGEST_TAG = 8192;
const FENCE = /^\s{0,3}(`{3,}|~{3,})/;
const MODULE = /^(?:import|export)\b[\s{*"']/;
const OPENING = /`+|\{|<(?=[A-Za-z/>])/g;

export function mdxProse(text: string): Prose[] {
  return markdownProse(withoutJsx(withoutModules(linesOf(text))));
}

/** Import and export statements go on to the next blank line. Fenced code is blank too: it holds braces. */
function withoutModules(lines: readonly string[]): string {
  let fence = "";
  let module = false;
  return lines
    .map((line) => {
      const [, opening = ""] = FENCE.exec(line) ?? [];
      if (fence !== "") {
        if (opening.startsWith(fence) && line.trim() === opening) fence = "";
        return "";
      }
      fence = opening;
      module = line.trim() !== "" && (module || MODULE.test(line));
      return module || fence !== "" ? "" : line;
    })
    .join("\n");
}

/** Without tags and expressions; lines keep their numbers. */
function withoutJsx(text: string): string {
  const kept: string[] = [];
  let start = 0;
  OPENING.lastIndex = 0;
  for (let match = OPENING.exec(text); match !== null; match = OPENING.exec(text)) {
    const isCode = match[0].startsWith("`");
    const end = isCode ? endOfCode(text, match.index, match[0]) : endOfJsx(text, match.index);
    if (end === -1) continue;
    if (!isCode) {
      kept.push(text.slice(start, match.index), remainder(text.slice(match.index, end)));
      start = end;
    }
    OPENING.lastIndex = end;
  }
  return kept.join("") + text.slice(start);
}

/** Line breaks, and the space that `{" "}` stands for. */
function remainder(jsx: string): string {
  return /^\{\s*["'`]\s+["'`]\s*\}$/.test(jsx) ? " " : jsx.replace(/[^\n]+/g, "");
}

function endOfCode(text: string, start: number, ticks: string): number {
  const end = text.slice(start + ticks.length, start + LONGEST_TAG).indexOf(ticks);
  return end === -1 ? -1 : start + end + 2 * ticks.length;
}

/** The index after the bracket that closes the one at `start`; quotes hide brackets. −1 if none does. */
function endOfJsx(text: string, start: number): number {
  const inTag = text[start] === "<";
  const limit = Math.min(text.length, start + LONGEST_TAG);
  let depth = 0;
  let quote = "";
  for (let index = start; index < limit; index++) {
    const character = text[index];
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if ((character === '"' || character === "'" || character === "`") && (inTag || depth > 0)) quote = character;
    else if (character === "{") depth++;
    else if (character === "}") {
      depth--;
      if (depth === 0 && !inTag) return index + 1;
    } else if (character === ">" && inTag && depth === 0) return index + 1;
  }
  return -1;
}
