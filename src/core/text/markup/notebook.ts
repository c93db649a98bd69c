/** The prose of a Jupyter notebook: its Markdown cells. */
import { markdownProse } from "./markdown";
import type { Prose } from "./prose";

/** Nothing for a file that is no notebook. Lines count within their cell: the file has none that a person sees. */
export function notebookProse(text: string): Prose[] {
  return cellsOf(parse(text)).flatMap(markdownProse);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Version 4 has cells, version 3 has worksheets with cells. */
function cellsOf(notebook: unknown): string[] {
  if (!isRecord(notebook)) return [];
  const sheets = Array.isArray(notebook.worksheets) ? notebook.worksheets.filter(isRecord) : [notebook];
  return sheets.flatMap(({ cells }) => (Array.isArray(cells) ? cells.filter(isRecord) : [])).flatMap(sourceOf);
}

function sourceOf({ cell_type, source }: Readonly<Record<string, unknown>>): string[] {
  if (cell_type !== "markdown") return [];
  if (typeof source === "string") return [source];
  return Array.isArray(source) ? [source.filter((line) => typeof line === "string").join("")] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
