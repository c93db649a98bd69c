/** Figures in bench/README.md stand between `<!-- NAME -->` and `<!-- /NAME -->`, and are written by the command that measures them. */
import { readFileSync, writeFileSync } from "node:fs";

export function readSection(file: string, name: string): string {
  const { text, start, end } = section(file, name);
  return text.slice(start, end).trim();
}

export function replaceSection(file: string, name: string, replacement: string): void {
  const { text, start, end } = section(file, name);
  writeFileSync(file, `${text.slice(0, start)}\n${replacement}\n${text.slice(end)}`);
}

/** Where the section stands in the file: `start` is behind its opening mark, `end` before its closing one. */
function section(file: string, name: string): { text: string; start: number; end: number } {
  const text = readFileSync(file, "utf8");
  const open = `<!-- ${name} -->`;
  const start = text.indexOf(open);
  const end = text.indexOf(`<!-- /${name} -->`);
  if (start < 0 || end < start) throw new Error(`${file} has no section ${name}`);
  return { text, start: start + open.length, end };
}
