/** Pieces of Markdown for the model card. */

/** Cells come from a manifest that anybody may have written: they must not break out of the table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}

/** Four significant digits. */
export function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function escaped(cell: string): string {
  return cell.replace(/\s+/g, " ").replace(/\|/g, "\\|");
}
