/** Figures in bench/README.md stand between `<!-- NAME -->` and `<!-- /NAME -->`, and are written by the command that measures them. */
import { readFileSync, writeFileSync } from "node:fs";

export function replaceSection(file: string, name: string, text: string): void {
  const before = readFileSync(file, "utf8");
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [before.indexOf(open), before.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`${file} has no section ${name}`);
  writeFileSync(file, `${before.slice(0, start + open.length)}\n${text}\n${before.slice(end)}`);
}
