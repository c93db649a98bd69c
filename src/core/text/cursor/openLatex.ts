/** What is open at the end of a piece of LaTeX: a command, its argument, a formula, a comment. */
import { ASIDES, CITATIONS, HEADINGS, REFERENCES, SILENT_COMMANDS } from "../markup/latexCommands";
import type { Obstacle } from "./cursor";

const COMMENT = /(?<!\\)(?:\\\\)*%.*/g;
const VERBATIM = /\\(?:verb|lstinline)\*?([^\w\s*])(?:(?!\1)[^\n])*(\1|$)/g;
const COMMAND_NAME = /(?<!\\)(?:\\\\)*\\[A-Za-z@]*\*?$/;
const BRACKET = /\\[A-Za-z@]+\*?(?:\{[^{}]*\})*\[[^\]]*$/;
const BEFORE_BRACE = /\\([A-Za-z@]+)\*?(?:\[[^\]]*\]|\{[^{}]*\})*$/;
const FORMULA_OPEN = /\\\(|(?<!\\)\\\[/g;
const FORMULA_CLOSE = /\\\)|\\\]/g;

/** `paragraph`: the source from the paragraph's beginning to the cursor. */
export function openInLatex(paragraph: string): Obstacle | undefined {
  const line = paragraph.slice(paragraph.lastIndexOf("\n") + 1);
  if (line.replace(COMMENT, "") !== line) return "comment";
  const text = paragraph.replace(COMMENT, "");
  const verbatim = text.replace(VERBATIM, (_, __, close: string) => (close === "" ? "\ue001" : ""));
  if (verbatim.endsWith("\ue001")) return "code";
  if (hasOpenFormula(verbatim)) return "formula";
  if (COMMAND_NAME.test(verbatim) || BRACKET.test(verbatim)) return "command";
  const argument = openArgument(verbatim);
  return argument !== undefined && isSilent(argument.command) ? "command" : undefined;
}

function hasOpenFormula(text: string): boolean {
  const dollars = text.replace(/\\[\\$]/g, "").match(/\$\$|\$/g)?.length ?? 0;
  const [opened, closed] = [FORMULA_OPEN, FORMULA_CLOSE].map((mark) => text.match(mark)?.length ?? 0);
  return dollars % 2 === 1 || opened > closed;
}

interface OpenArgument {
  readonly command: string;
  /** Index of its first character. */
  readonly start: number;
  /** Whether it is a text beside the sentence that it stands in, such as a footnote. */
  readonly isText: boolean;
}

/** The innermost argument that is not closed, of a command. */
export function openArgument(text: string): OpenArgument | undefined {
  let depth = 0;
  for (let index = text.length - 1; index >= 0; index--) {
    const character = text[index];
    if (text[index - 1] === "\\") continue;
    if (character === "}") depth++;
    else if (character === "{" && depth > 0) depth--;
    else if (character === "{") {
      const command = BEFORE_BRACE.exec(text.slice(Math.max(0, index - 200), index))?.[1];
      if (command === undefined) continue;
      return { command, start: index + 1, isText: ASIDES.has(command) || HEADINGS.has(command) };
    }
  }
  return undefined;
}

function isSilent(command: string): boolean {
  const silent = SILENT_COMMANDS.has(command) || REFERENCES.has(command) || CITATIONS.has(command);
  return silent || command === "begin" || command === "end" || command === "url" || command === "href";
}
